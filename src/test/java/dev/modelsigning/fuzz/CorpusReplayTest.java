// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every input that is kept, through its target. */
class CorpusReplayTest {
  private static final Path CORPUS = Path.of("src/test/resources/fuzz/corpus");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TestFactory
  Stream<DynamicTest> keptInputFindsNothing() {
    return Arrays.stream(FuzzTarget.values())
        .flatMap(
            target ->
                files(target.folder()).stream()
                    .map(
                        file ->
                            DynamicTest.dynamicTest(
                                target.folder() + "/" + file.getFileName(),
                                () ->
                                    assertTimeoutPreemptively(
                                        LIMIT, () -> target.run(Files.readAllBytes(file))))));
  }

  @ParameterizedTest
  @EnumSource
  void targetHasInputsToStartFrom(FuzzTarget target) {
    assertThat(files(target.folder())).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void targetTakesNoBytesAtAll(FuzzTarget target) {
    target.run(new byte[0]);
  }

  @Test
  void corpusIsSmall() throws IOException {
    long bytes = 0;
    for (FuzzTarget target : FuzzTarget.values()) {
      for (Path file : files(target.folder())) {
        bytes += Files.size(file);
      }
    }
    assertThat(bytes).isLessThan(1_000_000);
  }

  private static List<Path> files(String folder) {
    try (Stream<Path> files = Files.list(CORPUS.resolve(folder))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException("no inputs for " + folder, e);
    }
  }
}
