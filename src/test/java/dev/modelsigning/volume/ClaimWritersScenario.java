// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import dev.modelsigning.volume.writers.PossibleWriter;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pods that mount a claim, and a clock that a test sets. */
abstract class ClaimWritersScenario {
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final String CLAIM = "team-a/weights";
  static final Duration GRACE = Duration.ofMinutes(10);

  Instant now = NOW;
  final InstantSource time = () -> now;
  final ClaimWriters writers = new ClaimWriters(time.withZone(ZoneOffset.UTC), Set.of());

  static Pod pod(String name, boolean volumeReadOnly, @Nullable Boolean mountReadOnly) {
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

  static Pod writer(String name) {
    return pod(name, false, null);
  }

  static Pod ended(Pod pod, @Nullable String finishedAt) {
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

  List<String> now(Pod... pods) {
    return writers.now(Set.of(CLAIM), List.of(pods)).stream().map(PossibleWriter::pod).toList();
  }

  List<String> since(Instant instant, Pod... pods) {
    return writers.since(Set.of(CLAIM), List.of(pods), instant);
  }
}
