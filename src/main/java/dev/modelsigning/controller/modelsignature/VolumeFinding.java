// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** What the claim's name stands for right now. */
public sealed interface VolumeFinding {
  /** The claim and its volume are bound to each other. */
  record Bound(VolumeIdentity identity) implements VolumeFinding {}

  /**
   * There is nothing to measure.
   *
   * @param reason one CamelCase word
   * @param message with the remedy
   */
  record Nothing(String reason, String message) implements VolumeFinding {}

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
          "ClaimNotFound",
          "PersistentVolumeClaim " + claimName + " does not exist: create it, or name another");
    }
    if (Objects.equals(claim.get().getSpec().getVolumeMode(), "Block")) {
      return new Nothing(
          "BlockVolume",
          "PersistentVolumeClaim " + claimName + " is a raw block device: use a file system");
    }
    String volumeName = claim.get().getSpec().getVolumeName();
    return Optional.ofNullable(volumeName)
        .flatMap(volumes)
        .flatMap(volume -> VolumeIdentity.of(claim.get(), volume))
        .<VolumeFinding>map(Bound::new)
        .orElseGet(
            () ->
                new Nothing(
                    "ClaimNotBound",
                    "PersistentVolumeClaim "
                        + claimName
                        + " is not bound to a volume; with WaitForFirstConsumer, the pod that"
                        + " fills it binds it"));
  }
}
