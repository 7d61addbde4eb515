// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fails when a committed CRD is not what the classes say; with {@code -Dcrds.update=true} it writes
 * them.
 */
final class CrdDriftTest {
  @TempDir Path scratch;

  static Stream<Path> folders() {
    return CrdFiles.FOLDERS.stream();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void committedDefinitionsAreTheGeneratedOnes(Path folder) throws IOException {
    SortedMap<String, String> generated = CrdFiles.generate(folder, scratch);
    if (Boolean.getBoolean("crds.update")) {
      write(folder, generated);
    }
    assertThat(committed(folder))
        .as("files of %s; `make crds` writes them", folder)
        .isEqualTo(generated);
  }

  private static void write(Path folder, Map<String, String> files) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private static SortedMap<String, String> committed(Path folder) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.toList()) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    return files;
  }
}
