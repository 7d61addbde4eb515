// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ConfigMapKeyReference;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecheckTest {
  private static final Instant CHANGED = Instant.parse("2026-11-28T10:00:00Z");
  private static final Recheck RECHECK = new Recheck(Duration.ofSeconds(30));

  private final ModelSignature resource = new ModelSignature();

  RecheckTest() {
    resource.getSpec().signature = new SignatureSource();
    resource.getSpec().signature.configMapKeyRef = new ConfigMapKeyReference();
    resource.setStatus(new ModelSignatureStatus());
    lastChange(CHANGED.toString());
  }

  private void lastChange(String time) {
    resource.getStatus().conditions =
        List.of(
            new ConditionBuilder().withType("Ready").withLastTransitionTime("2020").build(),
            new ConditionBuilder().withType("Verified").withLastTransitionTime(time).build());
  }

  private Duration pauseAfter(Duration quiet) {
    return RECHECK.ofConfigMap(resource, CHANGED.plus(quiet)).orElseThrow();
  }

  @Test
  void pauseGrowsWithTheTimeInWhichNothingHappened() {
    assertThat(pauseAfter(Duration.ZERO)).isEqualTo(Duration.ofSeconds(30));
    assertThat(pauseAfter(Duration.ofMinutes(20))).isEqualTo(Duration.ofMinutes(2));
    assertThat(pauseAfter(Duration.ofDays(9))).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void withoutAKnownChangeThePauseIsShort() {
    lastChange("some day");
    assertThat(pauseAfter(Duration.ofDays(1))).isEqualTo(Duration.ofSeconds(30));
    resource.setStatus(null);
    assertThat(pauseAfter(Duration.ofDays(1))).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void bundleThatEventsAnnounceIsNotLookedFor() {
    resource.getSpec().signature.configMapKeyRef = null;
    assertThat(RECHECK.ofConfigMap(resource, CHANGED)).isEmpty();
  }
}
