// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.LoadedModels;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ScratchTest {
  private final Scratch scratch =
      new Scratch(
          ModelPaths.of(
              Catalog.SHIPPED,
              List.of(
                  new LoadedModels(
                      List.of(),
                      List.of("/srv/weights"),
                      List.of(),
                      List.of(),
                      List.of(),
                      List.of()))),
          List.of("cache-*", "logs", "*"),
          List.of("tmp"),
          List.of(Directory.of("/spool")));

  private static List<Directory> at(String... paths) {
    return Stream.of(paths).map(Directory::of).toList();
  }

  @Test
  void claimIsNamedExactlyOrByAPrefix() {
    assertThat(scratch.coversClaim("cache-1", at("/cache"))).isTrue();
    assertThat(scratch.coversClaim("logs", at("/logs"))).isTrue();
    assertThat(scratch.coversClaim("logs-2", at("/logs"))).isFalse();
    assertThat(scratch.coversClaim("model", at("/cache"))).isFalse();
  }

  @Test
  void claimAtAModelPathIsNotScratchWhateverItsName() {
    assertThat(scratch.coversClaim("logs", at("/mnt/models"))).isFalse();
    assertThat(scratch.coversClaim("logs", at("/logs", "/mnt//models/./x"))).isFalse();
    assertThat(scratch.coversClaim("logs", at("/mnt"))).isFalse();
    assertThat(scratch.coversClaim("logs", at("/logs/../mnt/models"))).isFalse();
  }

  @Test
  void volumeIsScratchByNameOrByAllItsPaths() {
    assertThat(scratch.coversVolume("tmp", at("/anywhere"))).isTrue();
    assertThat(scratch.coversVolume("other", at("/spool/a", "/spool"))).isTrue();
    assertThat(scratch.coversVolume("other", at("/spool/a", "/weights"))).isFalse();
    assertThat(scratch.coversVolume("other", at())).isFalse();
    assertThat(scratch.coversVolume("tmp", at("/models"))).isFalse();
  }

  @Test
  void nothingIsScratchWhereAServerIsToldToLoadFrom() {
    assertThat(scratch.coversClaim("cache-1", at("/srv/weights/v1"))).isFalse();
    assertThat(scratch.coversVolume("tmp", at("/srv"))).isFalse();
    assertThat(scratch.coversVolume("tmp", at("/srv/other"))).isTrue();
  }
}
