// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.measurement.Runs;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which pods of a cluster write to a claim, and until when those wrote that have ended. */
final class ClaimWritersTest extends ClaimWritersScenario {
  /** As the controller that clears away the pods of lost nodes leaves it. */
  private static Pod markedAsFailedWhileRunning(Pod pod) {
    return new PodBuilder(pod)
        .withNewStatus()
        .withPhase("Failed")
        .addNewCondition()
        .withType("DisruptionTarget")
        .withStatus("True")
        .endCondition()
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withNewState()
                .withNewRunning("2026-11-21T09:00:00Z")
                .endState()
                .build())
        .endStatus()
        .build();
  }

  @Test
  void mountWithoutReadOnlyIsAWriter() {
    assertThat(now(writer("w"))).containsExactly("w");
  }

  @Test
  void readOnlyMountAndReadOnlyVolumeAreNotWriters() {
    assertThat(now(pod("a", false, true), pod("b", true, null))).isEmpty();
  }

  @Test
  void readerThatCanUndoReadOnlyIsAWriter() {
    Pod pod =
        new PodBuilder(pod("w", true, true))
            .editSpec()
            .editFirstContainer()
            .withNewSecurityContext()
            .withNewCapabilities()
            .withAdd("SYS_ADMIN")
            .endCapabilities()
            .endSecurityContext()
            .endContainer()
            .endSpec()
            .build();
    assertThat(now(pod)).containsExactly("w");
  }

  @Test
  void ephemeralContainerThatMountsForWritingIsAWriter() {
    Pod pod =
        new PodBuilder(pod("w", false, true))
            .editSpec()
            .addToEphemeralContainers(
                new EphemeralContainerBuilder()
                    .withName("debug")
                    .addNewVolumeMount()
                    .withName("m")
                    .endVolumeMount()
                    .build())
            .endSpec()
            .build();
    assertThat(now(pod)).containsExactly("w");
  }

  @Test
  void endedPodWroteUntilItEnded() {
    Pod pod = ended(writer("w"), "2026-11-21T09:00:00Z");
    assertThat(now(pod)).isEmpty();
    assertThat(since(Instant.parse("2026-11-21T08:59:00Z"), pod)).containsExactly("w");
    assertThat(since(Instant.parse("2026-11-21T09:00:01Z"), pod)).isEmpty();
  }

  @Test
  void endBeforeTheCreationIsAClockThatIsWrong() {
    Pod pod = ended(writer("w"), "2026-11-21T06:00:00Z");
    assertThat(since(Instant.parse("2026-11-21T06:59:00Z"), pod)).containsExactly("w");
  }

  @Test
  void podThatWasSeenAliveWroteAtLeastUntilItWasSeenToEnd() {
    writers.observe(writer("w"));
    now = NOW.plusSeconds(60);
    Pod withASlowClock = ended(writer("w"), "2026-11-21T09:00:00Z");
    writers.observe(withASlowClock);
    assertThat(since(now, withASlowClock)).containsExactly("w");
    assertThat(since(now.plusMillis(1), withASlowClock)).isEmpty();
  }

  @Test
  void deletionThatShowsTheEndOfAPodWasItsEnd() {
    writers.observe(writer("w"));
    now = NOW.plusSeconds(60);
    writers.deleted(ended(writer("w"), "2026-11-21T09:00:00Z"), true);
    assertThat(since(now)).containsExactly("w");
  }

  @Test
  void endWithoutATimeCountsFromWhenItWasSeen() {
    for (String lost : new String[] {null, "0001-01-01T00:00:00Z", "yesterday"}) {
      Pod pod = ended(writer("w-" + lost), lost);
      now = NOW;
      writers.observe(pod);
      assertThat(now(pod)).as(lost).hasSize(1);

      now = NOW.plusSeconds(60);
      writers.observe(pod);
      assertThat(now(pod)).as(lost).isEmpty();
      assertThat(since(NOW, pod)).as(lost).hasSize(1);
      assertThat(since(NOW.plusSeconds(1), pod)).as(lost).isEmpty();
    }
  }

  @Test
  void phaseAloneDoesNotEndAPod() {
    Pod pod = markedAsFailedWhileRunning(writer("w"));
    assertThat(now(pod)).containsExactly("w");

    writers.deleted(pod, true);

    assertThat(now()).containsExactly("w");
  }

  @Test
  void podThatItsNodeNeverStartedIsNotAWriter() {
    Pod pod = new PodBuilder(writer("w")).withNewStatus().withPhase("Failed").endStatus().build();
    assertThat(now(pod)).isEmpty();
    assertThat(since(Instant.EPOCH, pod)).isEmpty();
  }

  @Test
  void measuringPodIsNotAWriter() {
    assertThat(now(Runs.running())).isEmpty();
  }
}
