// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compiles sources of the library for a test, since {@code hack/native.sh} needs gcc too. */
final class CompiledLibrary {
  static final Path SOURCES = Path.of("src/main/c");

  private CompiledLibrary() {}

  static boolean compilerRuns() throws InterruptedException {
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

  /** In a folder of its own, since what is loaded stays loaded. */
  static Path compile(Path temp, List<Path> sources, String... options)
      throws IOException, InterruptedException {
    Path library = Files.createTempDirectory(temp, "lib").resolve("liboms.so");
    List<String> command =
        new ArrayList<>(
            List.of("gcc", "-std=gnu11", "-O1", "-Wno-psabi", "-fPIC", "-shared", "-I"));
    command.addAll(List.of(SOURCES.toString(), "-o", library.toString()));
    command.addAll(List.of(options));
    for (Path source : sources) {
      command.add(source.toString());
    }
    Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(gcc.waitFor()).as(output).isZero();
    return library;
  }
}
