// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What docs/install.md says of CRDs, which Helm creates and never updates. */
final class HelmDefinitionsIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final String NAME = "modeltrustroots.modelsigning.dev";
  private static final String CHANGED = "ModelTrustRoot of the next version";

  @TempDir Path home;

  @Test
  void theDocumentedCommandUpdatesDefinitionsThatHelmCreated() throws Exception {
    definition().delete();
    Await.until("the CRD to be gone", Duration.ofSeconds(60), () -> definition().get() == null);
    PrometheusKinds.install(API.admin());
    HelmClient.Outcome installed = HelmClient.of(API.adminConfig(), home).install();
    assertThat(installed.status()).as(installed.output()).isZero();
    copyOfDefinitionsWithAnotherText();

    HelmClient.Outcome applied = run(documented());

    assertThat(applied.status()).as(applied.output()).isZero();
    assertThat(description()).isEqualTo(CHANGED);
  }

  /** The line of the page that updates CRDs beside Helm. */
  private static String documented() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("docs/install.md"))) {
      return lines.filter(line -> line.endsWith(" -k crds/")).findFirst().orElseThrow();
    }
  }

  private void copyOfDefinitionsWithAnotherText() throws IOException {
    Path copy = Files.createDirectory(home.resolve("crds"));
    try (Stream<Path> files = Files.list(Path.of("crds"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    CustomResourceDefinition next = definition().get();
    next.getMetadata().setManagedFields(null);
    next.getMetadata().setResourceVersion(null);
    next.setStatus(null);
    next.getSpec()
        .getVersions()
        .getFirst()
        .getSchema()
        .getOpenAPIV3Schema()
        .setDescription(CHANGED);
    Files.writeString(
        copy.resolve(NAME + ".yaml"), API.admin().getKubernetesSerialization().asYaml(next));
  }

  private HelmClient.Outcome run(String command) throws IOException, InterruptedException {
    Path bin = Files.createDirectory(home.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("kubectl"), API.kubectl());
    ProcessBuilder builder =
        new ProcessBuilder(List.of("bash", "-c", command))
            .directory(home.toFile())
            .redirectErrorStream(true);
    builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
    builder.environment().put("KUBECONFIG", home.resolve("kubeconfig").toString());
    builder.environment().put("HOME", home.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new HelmClient.Outcome(process.waitFor(), output);
  }

  private static String description() {
    return definition()
        .get()
        .getSpec()
        .getVersions()
        .getFirst()
        .getSchema()
        .getOpenAPIV3Schema()
        .getDescription();
  }

  private static Resource<CustomResourceDefinition> definition() {
    return API.admin().apiextensions().v1().customResourceDefinitions().withName(NAME);
  }
}
