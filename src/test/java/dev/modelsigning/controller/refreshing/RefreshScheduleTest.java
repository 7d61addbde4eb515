// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.refreshing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.ModelTrustRootStatus;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a trusted root is fetched. */
class RefreshScheduleTest {
  private static final Instant NOW = TestPki.NOW;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private static ModelTrustRoot root(@Nullable String next, @Nullable Integer failures) {
    ModelTrustRoot root = CustomResources.trustRoot("private", null);
    root.getMetadata().setGeneration(2L);
    root.setStatus(new ModelTrustRootStatus());
    root.getStatus().observedGeneration = 2L;
    root.getStatus().nextRefresh = next;
    root.getStatus().refreshFailures = failures;
    return root;
  }

  private static Instant due(ModelTrustRoot root, @Nullable Instant last) {
    return RefreshSchedule.due(root, Optional.ofNullable(last), DAY, NOW);
  }

  @Test
  void isDueAtOnceWhenItIsNewOrEdited() {
    ModelTrustRoot fresh = root(null, null);
    fresh.setStatus(null);
    ModelTrustRoot edited = root(NOW.plus(HOUR).toString(), 3);
    edited.getMetadata().setGeneration(3L);

    assertThat(due(fresh, NOW)).isEqualTo(NOW);
    assertThat(due(edited, NOW)).isEqualTo(NOW);
  }

  @Test
  void isDueAtOnceWhenNothingThatWasFetchedCanBeUsed() {
    assertThat(due(root(NOW.plus(HOUR).toString(), null), null)).isEqualTo(NOW);
  }

  @Test
  void theStatusKeepsTheTimeOverARestart() {
    assertThat(due(root(NOW.plus(HOUR).toString(), null), NOW)).isEqualTo(NOW.plus(HOUR));
    assertThat(due(root(NOW.plus(HOUR).toString(), 3), null)).isEqualTo(NOW.plus(HOUR));
    assertThat(due(root(null, null), NOW.minus(HOUR))).isEqualTo(NOW.minus(HOUR).plus(DAY));
  }

  @Test
  void aTimeThatIsTooFarOrNoneDelaysNothing() {
    assertThat(due(root(NOW.plus(DAY).plus(HOUR).toString(), null), NOW)).isEqualTo(NOW);
    assertThat(due(root("tomorrow", null), NOW)).isEqualTo(NOW.plus(DAY));
    assertThat(due(root("tomorrow", 3), null)).isEqualTo(NOW);
  }

  @Test
  void pausesGrowUpToAnHourAndNeverBeyondTheInterval() {
    assertThat(RefreshSchedule.pause(1, DAY)).isEqualTo(Duration.ofMinutes(1));
    assertThat(RefreshSchedule.pause(3, DAY)).isEqualTo(Duration.ofMinutes(4));
    assertThat(RefreshSchedule.pause(Integer.MAX_VALUE, DAY)).isEqualTo(HOUR);
    assertThat(RefreshSchedule.pause(9, Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void intervalsAreReadWithinTheirBounds() {
    assertThat(RefreshSchedule.interval("30m")).isEqualTo(Duration.ofMinutes(30));
    assertThat(RefreshSchedule.interval("6h")).isEqualTo(Duration.ofHours(6));
    assertThat(RefreshSchedule.interval("2d")).isEqualTo(Duration.ofDays(2));
    assertThat(RefreshSchedule.interval("1m")).isEqualTo(Duration.ofMinutes(10));
    assertThat(RefreshSchedule.interval("soon")).isEqualTo(DAY);
    assertThat(RefreshSchedule.interval(null)).isEqualTo(DAY);
  }
}
