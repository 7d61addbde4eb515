// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageCacheTest {
  @TempDir Path temp;

  /** Runs in a JVM of its own, whose locale is its own as well. */
  static final class Dropping {
    private Dropping() {}

    public static void main(String[] arguments) throws IOException {
      PageCache cache = PageCache.load().orElseThrow();
      try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
        files.forEach(file -> System.out.println(cache.drop(file, 0, 1)));
      }
    }
  }

  @Test
  void dropsFilesWhoseNamesTheLocaleCannotSpell() throws Exception {
    assumeThat(PageCache.load()).as("Linux on x86-64, with native access").isPresent();
    // By the shell, byte for byte, whatever this JVM's locale is.
    run(List.of("sh", "-c", "echo 1 > \"$(printf 'gewicht-\\303\\244')\"; echo 2 > plain"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = classesOf(PageCache.class) + File.pathSeparator + classesOf(Dropping.class);
    String output =
        run(
            List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes,
                Dropping.class.getName(),
                temp.toString()));
    assertThat(output.lines()).containsExactly("true", "true");
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static String classesOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
