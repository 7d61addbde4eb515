// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private final RetryPolicy policy =
      new RetryPolicy(Duration.ofSeconds(10), Duration.ofMinutes(10));

  @Test
  void pausesDoubleUpToTheLongest() {
    assertThat(policy.after(1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(policy.after(2)).isEqualTo(Duration.ofSeconds(20));
    assertThat(policy.after(6)).isEqualTo(Duration.ofSeconds(320));
    assertThat(policy.after(7)).isEqualTo(Duration.ofMinutes(10));
    assertThat(policy.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(10));
  }
}
