// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.measurement.Runs;
import dev.modelsigning.volume.writers.PossibleWriter;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimWritersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String CLAIM = "team-a/weights";
  private static final Duration GRACE = Duration.ofMinutes(10);

  private Instant now = NOW;
  private final InstantSource time = () -> now;
  private final ClaimWriters writers = new ClaimWriters(time.withZone(ZoneOffset.UTC), Set.of());

  private static Pod pod(String name, boolean volumeReadOnly, @Nullable Boolean mountReadOnly) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("team-a")
        .withName(name)
        .withUid(name + "-uid")
        .withCreationTimestamp("2026-11-21T07:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-1")
        .withTerminationGracePeriodSeconds(GRACE.toSeconds())
        .addNewContainer()
        .withName("c")
        .addNewVolumeMount()
        .withName("m")
        .withReadOnly(mountReadOnly)
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("m")
        .withNewPersistentVolumeClaim("weights", volumeReadOnly)
        .endVolume()
        .endSpec()
        .build();
  }

  private static Pod writer(String name) {
    return pod(name, false, null);
  }

  private static Pod ended(Pod pod, @Nullable String finishedAt) {
    return new PodBuilder(pod)
        .withNewStatus()
        .withPhase("Succeeded")
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withNewState()
                .withNewTerminated()
                .withFinishedAt(finishedAt)
                .endTerminated()
                .endState()
                .build())
        .endStatus()
        .build();
  }

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

  private List<String> now(Pod... pods) {
    return writers.now(Set.of(CLAIM), List.of(pods)).stream().map(PossibleWriter::pod).toList();
  }

  private List<String> since(Instant instant, Pod... pods) {
    return writers.since(Set.of(CLAIM), List.of(pods), instant);
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
  void deletedPodMayWriteUntilItsGracePeriodAndAMarginAreOver() {
    writers.deleted(writer("w"), true);

    Instant end = NOW.plus(GRACE).plus(ClaimWriters.MARGIN);
    assertThat(writers.now(Set.of(CLAIM), List.of()))
        .extracting(PossibleWriter::until)
        .containsExactly(Optional.of(end));
    assertThat(since(end)).containsExactly("w");
    now = end.plusMillis(1);
    assertThat(now()).isEmpty();
    assertThat(since(NOW)).containsExactly("w");
    assertThat(since(now)).isEmpty();
    assertThat(writers.since(Set.of("team-b/weights"), List.of(), NOW)).isEmpty();
  }

  @Test
  void deletedPodWhoseContainersHadEndedWroteUntilThen() {
    writers.deleted(ended(writer("w"), "2026-11-21T09:00:00Z"), true);

    assertThat(now()).isEmpty();
    assertThat(since(Instant.parse("2026-11-21T09:00:00Z"))).containsExactly("w");
    assertThat(since(Instant.parse("2026-11-21T09:00:01Z"))).isEmpty();
  }

  @Test
  void deletedPodThatHadNoNodeNeverRanUnlessItsDeletionWasMissed() {
    Pod waiting = new PodBuilder(writer("w")).editSpec().withNodeName(null).endSpec().build();

    writers.deleted(waiting, true);
    assertThat(now()).isEmpty();

    writers.deleted(waiting, false);
    assertThat(now()).containsExactly("w");
  }

  @Test
  void readersAreNotRemembered() {
    writers.deleted(pod("r", false, true), true);
    assertThat(since(Instant.EPOCH)).isEmpty();
  }

  @Test
  void nameThatNoClaimCanHaveIsNotRemembered() {
    for (int length : new int[] {253, 254}) {
      String claim = "c".repeat(length);
      Pod pod =
          new PodBuilder(writer("w"))
              .editSpec()
              .editFirstVolume()
              .withNewPersistentVolumeClaim(claim, false)
              .endVolume()
              .endSpec()
              .build();
      writers.deleted(pod, true);
      assertThat(writers.since(Set.of(ClaimWriters.key("team-a", claim)), List.of(), NOW))
          .hasSize(length == 253 ? 1 : 0);
    }
  }

  @Test
  void laterProcessTakesOverWhatIsRecorded() {
    var there = recorded("there", Optional.empty());
    var vanished = recorded("vanished", Optional.empty());
    var deleted = recorded("deleted", Optional.of(NOW.plusSeconds(5)));

    writers.recall(CLAIM, List.of(there, vanished, deleted), List.of(pod("there", false, true)));

    assertThat(now()).containsExactly("deleted", "vanished");
    now = NOW.plusSeconds(6);
    assertThat(now()).containsExactly("vanished");
    now = NOW.plus(GRACE).plus(ClaimWriters.MARGIN).plusMillis(1);
    assertThat(now()).isEmpty();
  }

  private static PossibleWriter recorded(String name, Optional<Instant> until) {
    return new PossibleWriter("team-a", name, name + "-uid", GRACE, until);
  }

  @Test
  void ofManyDeletedPodsThoseThatMayWriteLongestAreRemembered() {
    IntStream.range(0, 1000)
        .forEach(
            i ->
                writers.recall(
                    CLAIM, List.of(recorded("w" + i, Optional.of(NOW.plusSeconds(i)))), List.of()));

    assertThat(now()).hasSizeLessThan(100);
    now = NOW.plusSeconds(999);
    assertThat(now()).containsExactly("w999");
  }

  @Test
  void oldWritesAreForgotten() {
    writers.deleted(writer("w"), true);
    writers.forgetBefore(NOW.plus(GRACE));
    assertThat(now()).containsExactly("w");
    writers.forgetBefore(NOW.plus(GRACE).plus(ClaimWriters.MARGIN).plusMillis(1));
    assertThat(since(Instant.EPOCH)).isEmpty();
  }

  @Test
  void measuringPodIsNotAWriter() {
    assertThat(now(Runs.running())).isEmpty();
  }
}
