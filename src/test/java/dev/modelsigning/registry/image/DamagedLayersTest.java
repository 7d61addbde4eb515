// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers with damage at random places. */
final class DamagedLayersTest {
  @TempDir private Path folder;

  /** Whatever a layer holds, it is refused as one or stays in the folder. */
  @Test
  void damagedLayersEndAsFailuresAndLeaveTheOutsideAlone() throws IOException {
    Path root = Files.createDirectory(folder.resolve("root"));
    byte[] good =
        new TarLayer()
            .extended("path", "models/long", "short", "x")
            .directory("models/sub/")
            .symbolicLink("models/way", "../outside")
            .hardLink("models/same", "models/long")
            .file("models/.wh.gone", "")
            .file("models/sub/a", "content")
            .bytes();
    Random random = new Random(11);
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = good.clone();
      for (int j = random.nextInt(6); j >= 0; j--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      mend(damaged);
      try {
        new LayerFiles(root, List.of(), 1 << 20).apply(new ByteArrayInputStream(damaged));
      } catch (IOException e) {
        assertThat(e).hasMessageNotContaining("\0");
      }
    }
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).containsExactly(root);
    }
  }

  /** Most damage would end at the sum of a header. */
  private static void mend(byte[] archive) {
    for (int at = 0; at + 512 <= archive.length; at += 512) {
      if (archive[at + 257] == 'u' && archive[at + 258] == 's') {
        Arrays.fill(archive, at + 148, at + 156, (byte) ' ');
        int sum = 0;
        for (int i = at; i < at + 512; i++) {
          sum += archive[i] & 0xff;
        }
        System.arraycopy("%06o\0 ".formatted(sum).getBytes(UTF_8), 0, archive, at + 148, 8);
      }
    }
  }
}
