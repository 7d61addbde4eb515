// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuardBreaksTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final GuardBreaks breaks = new GuardBreaks();

  private static ValidatingAdmissionPolicy createdAt(@Nullable String time) {
    return new ValidatingAdmissionPolicyBuilder()
        .withNewMetadata()
        .withCreationTimestamp(time)
        .endMetadata()
        .build();
  }

  @Test
  void guardThatNobodyTouchedIsUnbroken() {
    breaks.created(createdAt("2026-11-21T09:00:00Z"));
    assertThat(breaks.anySince(START)).isFalse();
  }

  @Test
  void changeBreaksWhatBeganBeforeItOnly() {
    breaks.at(START.plusSeconds(1));
    breaks.at(START.minusSeconds(1));
    assertThat(breaks.anySince(START)).isTrue();
    assertThat(breaks.anySince(START.plusSeconds(2))).isFalse();
  }

  @Test
  void partThatIsYoungerThanARunWasAwayDuringIt() {
    breaks.created(createdAt("2026-11-21T10:00:05Z"));
    assertThat(breaks.anySince(START)).isTrue();
  }

  @Test
  void partOfUnknownAgeProvesNothing() {
    breaks.created(createdAt(null));
    assertThat(breaks.anySince(START)).isTrue();
  }
}
