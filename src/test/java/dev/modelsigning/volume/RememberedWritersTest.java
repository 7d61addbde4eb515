// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.volume.writers.PossibleWriter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Writers that are gone: which are remembered, until when, and how many. */
final class RememberedWritersTest extends ClaimWritersScenario {
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
}
