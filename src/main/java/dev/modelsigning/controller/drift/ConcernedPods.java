// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.gate.Directory;
import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;

/**
 * Tells the pods that may have loaded drifted content, or will load it: those that mount some of
 * the model, were there when it was found, and have not ended.
 *
 * @param claim name of the claim that holds the model
 * @param model directory of the model on it
 * @param driftedAt when the other content was found; in whole seconds, as pods have it
 */
record ConcernedPods(String claim, Directory model, Instant driftedAt) {
  boolean include(Pod pod) {
    return !Instant.parse(pod.getMetadata().getCreationTimestamp()).isAfter(driftedAt)
        && pod.getMetadata().getDeletionTimestamp() == null
        && !ClaimWriters.hasEnded(pod)
        && !isMeasuring(pod)
        && MountedClaim.withEphemeral(pod).stream()
            .filter(mounted -> mounted.claimName().equals(claim))
            .anyMatch(this::showsTheModel);
  }

  /** The guard keeps everybody else from creating pods with such names. */
  private static boolean isMeasuring(Pod pod) {
    return pod.getMetadata().getName().startsWith(ApiGroup.MEASURING_PREFIX);
  }

  /** A directory that is only known once the container starts may be the model's. */
  private boolean showsTheModel(MountedClaim mounted) {
    return !mounted.blockDevices().isEmpty()
        || mounted.mounts().stream()
            .anyMatch(
                mount -> mount.expanded() || !model.isApartFrom(Directory.of(mount.subPath())));
  }
}
