// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.measurement.Runs;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimWritersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String CLAIM = "team-a/weights";

  private final ClaimWriters writers = new ClaimWriters(Clock.fixed(NOW, ZoneOffset.UTC));

  private static Pod pod(String name, boolean volumeReadOnly, @Nullable Boolean mountReadOnly) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("team-a")
        .withName(name)
        .withUid(name + "-uid")
        .endMetadata()
        .withNewSpec()
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

  @Test
  void mountWithoutReadOnlyIsAWriter() {
    assertThat(ClaimWriters.now(CLAIM, List.of(pod("w", false, null)))).containsExactly("w");
  }

  @Test
  void readOnlyMountAndReadOnlyVolumeAreNotWriters() {
    assertThat(ClaimWriters.now(CLAIM, List.of(pod("a", false, true), pod("b", true, null))))
        .isEmpty();
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
    assertThat(ClaimWriters.now(CLAIM, List.of(pod))).containsExactly("w");
  }

  @Test
  void endedPodWroteUntilItEnded() {
    Pod pod = ended(pod("w", false, null), "2026-11-21T09:00:00Z");
    assertThat(ClaimWriters.now(CLAIM, List.of(pod))).isEmpty();
    assertThat(writers.since(CLAIM, List.of(pod), Instant.parse("2026-11-21T08:59:00Z")))
        .containsExactly("w");
    assertThat(writers.since(CLAIM, List.of(pod), Instant.parse("2026-11-21T09:00:01Z"))).isEmpty();
  }

  @Test
  void writerThatIsGoneIsRemembered() {
    writers.observe(pod("w", false, null));
    assertThat(writers.since(CLAIM, List.of(), NOW.minusSeconds(1))).containsExactly("w");
    assertThat(writers.since(CLAIM, List.of(), NOW.plusSeconds(1))).isEmpty();
    assertThat(writers.since("team-b/weights", List.of(), NOW)).isEmpty();
  }

  @Test
  void readersAreNotRemembered() {
    writers.observe(pod("r", false, true));
    assertThat(writers.since(CLAIM, List.of(), Instant.EPOCH)).isEmpty();
  }

  @Test
  void measuringPodIsNotAWriter() {
    assertThat(ClaimWriters.now(CLAIM, List.of(Runs.running()))).isEmpty();
  }
}
