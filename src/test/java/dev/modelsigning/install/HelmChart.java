// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.BuildCache;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The chart, rendered by the real Helm client: environment variable {@code OMS_HELM}, else the
 * build cache of {@code hack/cluster}, else the PATH. Without one, the test is skipped with the
 * reason.
 */
final class HelmChart {
  static final Path CHART = Path.of("charts/model-signature-operator");

  private HelmChart() {}

  /** Renders with the given {@code --set} values; without CRDs, as Helm keeps them apart. */
  static List<GenericKubernetesResource> render(String... values)
      throws IOException, InterruptedException {
    HelmClient.Outcome rendered = template(values);
    assertThat(rendered.status()).as(rendered.output()).isZero();
    return DeployFiles.parse(rendered.output());
  }

  /** The same, whether Helm renders it or not. */
  static HelmClient.Outcome template(String... values) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(client());
    command.addAll(
        List.of("template", "release", CHART.toString(), "--namespace", GuardFiles.NAMESPACE));
    for (String value : values) {
      command.addAll(List.of("--set", value));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new HelmClient.Outcome(process.waitFor(), output);
  }

  /** Path of the Helm client; the test is skipped where there is none. */
  static String client() throws IOException {
    Optional<String> helm = find();
    Assumptions.assumeTrue(
        helm.isPresent(), "no Helm client: run hack/cluster/build.sh helm, or set OMS_HELM");
    return helm.orElseThrow();
  }

  private static Optional<String> find() throws IOException {
    Optional<String> named = Optional.ofNullable(System.getenv("OMS_HELM"));
    if (named.isPresent()) {
      return named;
    }
    List<Path> folders = new ArrayList<>();
    Path built = BuildCache.folder().resolve("bin");
    if (Files.isDirectory(built)) {
      try (Stream<Path> versions = Files.list(built)) {
        versions.forEach(folders::add);
      }
    }
    for (String folder : System.getenv("PATH").split(":", -1)) {
      folders.add(Path.of(folder));
    }
    return folders.stream()
        .map(folder -> folder.resolve("helm"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
