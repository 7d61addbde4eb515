// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which libraries are taken for ours. Compiled here, since {@code hack/native.sh} needs gcc too.
 */
class NativeLibraryTest {
  private static final Path SOURCES = Path.of("src/main/c");

  private enum Version {
    OURS,
    OTHER
  }

  @TempDir Path temp;

  @BeforeAll
  static void needsCompiler() throws InterruptedException {
    assumeThat(compilerRuns()).as("gcc is installed").isTrue();
  }

  private static boolean compilerRuns() throws InterruptedException {
    try {
      return new ProcessBuilder("gcc", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Of our version when the sources are; a name of its own, since what is loaded stays loaded. */
  private Path compiled(Version version, String... others)
      throws IOException, InterruptedException {
    String features = Files.readString(SOURCES.resolve("features.c"));
    String said = version == Version.OURS ? "VERSION = $1" : "VERSION = 1000$1";
    Path source = temp.resolve("features.c");
    Files.writeString(source, features.replaceFirst("VERSION = (\\d+)", said));
    Path library = Files.createTempDirectory(temp, "lib").resolve("liboms.so");
    List<String> command =
        new ArrayList<>(
            List.of("gcc", "-std=gnu11", "-O1", "-Wno-psabi", "-fPIC", "-shared", "-I"));
    command.addAll(List.of(SOURCES.toString(), "-o", library.toString(), source.toString()));
    for (String other : others) {
      command.add(SOURCES.resolve(other).toString());
    }
    Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(gcc.waitFor()).as(output).isZero();
    return library;
  }

  @Test
  void takesTheLibraryOfItsOwnVersion() throws Exception {
    assertThat(NativeLibrary.load(compiled(Version.OURS, "sha256.c", "blake3.c", "file.c")))
        .isPresent();
  }

  @Test
  void takesNothingOfAnotherVersion() throws Exception {
    assertThat(NativeLibrary.load(compiled(Version.OTHER, "sha256.c", "blake3.c", "file.c")))
        .isEmpty();
  }

  @Test
  void takesNothingOfALibraryThatLacksAFunction() throws Exception {
    assertThat(NativeLibrary.load(compiled(Version.OURS, "sha256.c", "blake3.c"))).isEmpty();
    assertThat(NativeLibrary.load(compiled(Version.OTHER))).isEmpty();
  }

  @Test
  void takesNothingWhereThereIsNoLibrary() {
    assertThat(NativeLibrary.load(temp.resolve("absent.so"))).isEmpty();
  }
}
