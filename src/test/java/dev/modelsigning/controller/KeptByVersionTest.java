// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeptByVersionTest {
  private final KeptByVersion<ConfigMap, Integer> kept = new KeptByVersion<>();
  private final AtomicInteger made = new AtomicInteger();

  private static ConfigMap object(String version) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withUid("a")
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }

  private int of(String version) {
    return kept.of(object(version), object -> made.incrementAndGet());
  }

  @Test
  void makesOnceForEachVersion() {
    assertThat(of("1")).isEqualTo(of("1")).isEqualTo(1);
    assertThat(of("2")).isEqualTo(2);
  }

  @Test
  void makesAnewWhatWasForgotten() {
    of("1");
    kept.forget();

    assertThat(of("1")).isEqualTo(2);
  }

  @Test
  void doesNotKeepWhatWasMadeWhileSomethingChanged() {
    kept.of(
        object("1"),
        object -> {
          kept.forget();
          return made.incrementAndGet();
        });

    assertThat(of("1")).isEqualTo(2);
  }

  @Test
  void keepsNothingOfAnObjectThatIsNotStored() {
    ConfigMap unstored = new ConfigMapBuilder().withNewMetadata().endMetadata().build();
    kept.of(unstored, object -> made.incrementAndGet());

    assertThat(kept.of(unstored, object -> made.incrementAndGet())).isEqualTo(2);
  }
}
