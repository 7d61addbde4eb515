// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.monitoring;

import dev.modelsigning.testing.BuildCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The programs of Prometheus: the folder in the environment variable {@code OMS_PROMETHEUS}, else
 * what {@code hack/prometheus/build.sh} left in the build cache, else the PATH. Without one, the
 * test is skipped with the reason.
 */
final class PrometheusPrograms {
  private PrometheusPrograms() {}

  /** Path of {@code prometheus} or {@code promtool}. */
  static String path(String program) throws IOException {
    Optional<String> found =
        folders().stream()
            .map(folder -> folder.resolve(program))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst();
    Assumptions.assumeTrue(
        found.isPresent(),
        "no " + program + ": run hack/prometheus/build.sh, or set OMS_PROMETHEUS");
    return found.orElseThrow();
  }

  private static List<Path> folders() throws IOException {
    List<Path> folders = new ArrayList<>();
    Optional.ofNullable(System.getenv("OMS_PROMETHEUS")).map(Path::of).ifPresent(folders::add);
    Path built = BuildCache.folder().resolve("prometheus");
    if (Files.isDirectory(built)) {
      try (Stream<Path> versions = Files.list(built)) {
        versions.forEach(folders::add);
      }
    }
    for (String folder : System.getenv("PATH").split(":", -1)) {
      folders.add(Path.of(folder));
    }
    return folders;
  }
}
