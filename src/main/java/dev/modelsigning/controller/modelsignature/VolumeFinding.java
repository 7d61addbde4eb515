// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** What the name of a claim stands for now. */
public sealed interface VolumeFinding {
  /** The claim and its volume are bound to each other. */
  record Bound(VolumeIdentity identity) implements VolumeFinding {}

  /**
   * There is nothing to measure.
   *
   * @param reason why
   * @param message with a hint
   */
  record Nothing(Reason reason, String message) implements VolumeFinding {}

  /**
   * Looks the claim and its volume up.
   *
   * @param claimName for messages
   * @param volumes finds a PersistentVolume by name
   */
  static VolumeFinding of(
      String claimName,
      Optional<PersistentVolumeClaim> claim,
      Function<String, Optional<PersistentVolume>> volumes) {
    if (claim.isEmpty() || claim.get().getMetadata().getDeletionTimestamp() != null) {
      return new Nothing(
          Reason.ClaimNotFound,
          "PersistentVolumeClaim "
              + claimName
              + " does not exist; hint: create it, or name another one");
    }
    if (Objects.equals(claim.get().getSpec().getVolumeMode(), "Block")) {
      return new Nothing(
          Reason.BlockVolume,
          "PersistentVolumeClaim "
              + claimName
              + " is a raw block device; hint: use a claim with volumeMode Filesystem");
    }
    String volumeName = claim.get().getSpec().getVolumeName();
    return Optional.ofNullable(volumeName)
        .flatMap(volumes)
        .flatMap(volume -> VolumeIdentity.of(claim.get(), volume))
        .<VolumeFinding>map(Bound::new)
        .orElseGet(
            () ->
                new Nothing(
                    Reason.ClaimNotBound,
                    "PersistentVolumeClaim "
                        + claimName
                        + " is not bound to a volume; hint: with WaitForFirstConsumer, the pod"
                        + " that fills the claim binds it"));
  }
}
