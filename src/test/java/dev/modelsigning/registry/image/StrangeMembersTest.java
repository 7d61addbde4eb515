// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Layers that a container runtime would read differently: what it runs must be what is verified.
 */
final class StrangeMembersTest {
  @TempDir private Path root;

  private void apply(String directory, byte[] layer) throws IOException {
    new LayerFiles(root, TarReader.path(directory), 1 << 20).apply(new ByteArrayInputStream(layer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 x/", "7 x/", "S x", "Z x"})
  void contentOfAMemberIsNotReadAsMembers(String member) {
    String hidden = new String(new TarLayer().file("models/a", "as signed").bytes(), UTF_8);
    TarLayer layer = new TarLayer().file("models/a", "as run");
    layer.member(member.charAt(0), member.substring(2), "", hidden);

    assertThatThrownBy(() -> apply("/models", layer.bytes()))
        .isInstanceOf(ImageContentException.class);
  }

  @Test
  void sizeMayFollowAZeroByte() throws IOException {
    String hidden = new String(new TarLayer().file("a", "b").bytes(), UTF_8);
    byte[] layer = new TarLayer().file("big", hidden).bytes();
    System.arraycopy(layer, 124, layer, 125, 11);
    layer[124] = 0;

    apply("/", layer);

    assertThat(root.toFile().list()).containsExactly("big");
  }

  @Test
  void refusesAMemberWithTwoNames() {
    TarLayer both = new TarLayer().member('L', "././@LongLink", "", "models/a\0");
    TarLayer twice = new TarLayer().member('x', "extension", "", "14 path=other\n");
    for (TarLayer layer : List.of(both, twice)) {
      byte[] bytes = layer.extended("path", "other", "short", "x").bytes();
      assertThatThrownBy(() -> apply("/models", bytes)).hasMessageContaining("more than one name");
    }
  }

  @Test
  void refusesToWriteIntoTheModelThroughALinkElsewhere() {
    TarLayer layer = new TarLayer().file("models/a", "as signed").symbolicLink("way", "models");

    assertThatThrownBy(() -> apply("/models", layer.file("way/a", "as run").bytes()))
        .isInstanceOf(ImageContentException.class)
        .hasMessageContaining("written through a link");
  }
}
