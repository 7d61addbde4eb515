// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StalenessTest {
  private static ClusterModelTrustPolicy policy(@Nullable String staleAfter) {
    var policy = new ClusterModelTrustPolicy();
    policy.getSpec().requirements = new PolicyRequirements();
    policy.getSpec().requirements.staleAfter = staleAfter;
    return policy;
  }

  @ParameterizedTest
  @CsvSource({"5m, PT5M", "90m, PT90M", "168h, PT168H", "1m, PT5M", "1h30m, PT5M", "x, PT5M"})
  void shortestIsTakenForWhatCannotBeRead(String text, Duration expected) {
    assertThat(Staleness.of(policy(text))).isEqualTo(expected);
  }

  @Test
  void withoutAValueItIsAnHour() {
    assertThat(Staleness.of(new ClusterModelTrustPolicy())).isEqualTo(Duration.ofHours(1));
    assertThat(Staleness.of(policy(null))).isEqualTo(Duration.ofHours(1));
  }

  @ParameterizedTest
  @CsvSource({"5m, PT75S", "1h, PT15M", "168h, PT15M"})
  void signOfLifeIsRenewedSeveralTimesBeforeItIsMissed(String text, Duration expected) {
    assertThat(Staleness.renewal(policy(text))).isEqualTo(expected);
  }
}
