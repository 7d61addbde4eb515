// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The version is stated in pom.xml; what repeats it says the same ({@code hack/version.sh}). */
class VersionTest {
  private static final Path CHART = Path.of("charts/model-signature-operator");
  private static final Pattern IMAGE =
      Pattern.compile("localhost/model-signature-operator:([^\\s\"']+)");

  @TempDir private Path copy;

  @Test
  void isAVersionOfMavenOfHelmAndOfImageTags() {
    assertThat(ProjectVersion.get()).matches("\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]{1,100})?");
  }

  @Test
  void chartAndDeployRepeatIt() throws IOException {
    assertThat(statedIn(Path.of(""))).isNotEmpty().containsOnly(ProjectVersion.get());
    assertThat(Files.readString(CHART.resolve("values.yaml"))).contains("  tag: \"\"\n");
  }

  @Test
  void scriptSetsItEverywhere() throws Exception {
    for (String folder : List.of("charts", "deploy")) {
      copy(Path.of(folder));
    }
    copy(Path.of("pom.xml"));
    copy(Path.of("hack/env.sh"));
    copy(Path.of("hack/version.sh"));

    assertSucceeds(run("hack/version.sh", "9.8.7-SNAPSHOT"));

    assertThat(ProjectVersion.in(copy.resolve("pom.xml"))).isEqualTo("9.8.7-SNAPSHOT");
    assertThat(statedIn(copy)).hasSize(4).containsOnly("9.8.7-SNAPSHOT");
    Ended refused = run("hack/version.sh", "next+1");
    assertThat(refused.exitCode()).as(refused.output()).isNotZero();
    assertSucceeds(run("bash", "-c", "source hack/env.sh; [ $IMAGE_TAG = 9.8.7-SNAPSHOT ]"));
  }

  private static List<String> statedIn(Path root) throws IOException {
    String chart = Files.readString(root.resolve(CHART).resolve("Chart.yaml"));
    Stream<String> chartVersions =
        chart.lines().filter(line -> line.matches("(version|appVersion): .*")).map(VersionTest::of);
    try (Stream<Path> files = Files.walk(root.resolve("deploy"))) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file));
      }
      Stream<String> images = IMAGE.matcher(all).results().map(match -> match.group(1));
      return Stream.concat(chartVersions, images).toList();
    }
  }

  private static String of(String line) {
    return line.substring(line.indexOf(' ') + 1);
  }

  private void copy(Path source) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(file);
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private record Ended(int exitCode, String output) {}

  private static void assertSucceeds(Ended ended) {
    assertThat(ended.exitCode()).as(ended.output()).isZero();
  }

  private Ended run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(copy.toFile());
    builder.environment().put("OMS_CACHE", copy.resolve("cache").toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
