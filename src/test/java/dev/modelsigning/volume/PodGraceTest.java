// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodGraceTest {
  private static Pod pod(@Nullable Long declared, @Nullable Long requested) {
    return new PodBuilder()
        .withNewMetadata()
        .withDeletionGracePeriodSeconds(requested)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(declared)
        .endSpec()
        .build();
  }

  @Test
  void longerOneOfDeclarationAndDeletionCounts() {
    assertThat(PodGrace.of(pod(600L, 0L))).isEqualTo(Duration.ofMinutes(10));
    assertThat(PodGrace.of(pod(30L, 3600L))).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void podThatDeclaresNothingHasTheDefaultOfKubernetes() {
    assertThat(PodGrace.of(pod(null, null))).isEqualTo(Duration.ofSeconds(30));
    assertThat(PodGrace.of(new PodBuilder(pod(null, null)).withSpec(null).build()))
        .isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void absurdPeriodsAreBounded() {
    assertThat(PodGrace.of(pod(Long.MAX_VALUE, null))).isLessThan(Duration.ofDays(4000));
    assertThat(PodGrace.bounded(-1)).isEqualTo(Duration.ZERO);
  }
}
