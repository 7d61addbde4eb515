// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.manifest.Siblings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies beside a model on its volume. */
final class SiblingWalkTest {
  @TempDir private Path root;

  private Siblings siblings(String model) throws IOException {
    return SiblingWalk.of(root.toRealPath(), Path.of(model), beside -> false);
  }

  @Test
  void listsWhatEachDirectoryOnTheWayHoldsBesides() throws IOException {
    Files.createDirectories(root.resolve("a/b/model/part"));
    Files.createDirectories(root.resolve("a/b/other/deep"));
    Files.writeString(root.resolve("a/b/file"), "f");
    Files.createSymbolicLink(root.resolve("a/link"), Path.of("b"));
    Files.writeString(root.resolve("top"), "t");

    assertThat(siblings("a/b/model").paths())
        .containsExactly("a/b/file", "a/b/other", "a/link", "top");
    assertThat(siblings("./a//b/model/").paths())
        .containsExactly("a/b/file", "a/b/other", "a/link", "top");
    assertThat(siblings("a/b/model").more()).isZero();
  }

  @Test
  void findsNothingBesideTheWholeVolume() throws IOException {
    Files.writeString(root.resolve("weights"), "w");
    assertThat(siblings("")).isEqualTo(Siblings.NONE);
  }

  @Test
  void saysThatThereMayBeMoreBehindALink() throws IOException {
    Files.createDirectories(root.resolve("real/model"));
    Files.createSymbolicLink(root.resolve("linked"), Path.of("real"));
    assertThat(siblings("linked/model").more()).isPositive();
  }

  @Test
  void saysThatThereMayBeMoreThanItLookedAt() throws IOException {
    Files.createDirectory(root.resolve("model"));
    for (int i = 0; i < 10_001; i++) {
      Files.createFile(root.resolve("f" + i));
    }
    assertThat(siblings("model").more()).isPositive();
  }
}
