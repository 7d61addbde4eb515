// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which libraries are taken for ours. */
class NativeLibraryTest {
  private enum Version {
    OURS,
    OTHER
  }

  @TempDir Path temp;

  @BeforeAll
  static void needsCompiler() throws InterruptedException {
    assumeThat(CompiledLibrary.compilerRuns()).as("gcc is installed").isTrue();
  }

  /** Of our version when the sources are. */
  private Path compiled(Version version, String... others)
      throws IOException, InterruptedException {
    String features = Files.readString(CompiledLibrary.SOURCES.resolve("features.c"));
    String said = version == Version.OURS ? "VERSION = $1" : "VERSION = 1000$1";
    Path source = temp.resolve("features.c");
    Files.writeString(source, features.replaceFirst("VERSION = (\\d+)", said));
    List<Path> sources = new ArrayList<>(List.of(source));
    for (String other : others) {
      sources.add(CompiledLibrary.SOURCES.resolve(other));
    }
    return CompiledLibrary.compile(temp, sources);
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
