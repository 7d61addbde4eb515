// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.text.Printable;
import dev.modelsigning.volume.ClaimMount;
import dev.modelsigning.volume.MountedClaim;
import dev.modelsigning.volume.MountedImage;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One reason why one policy does not accept one model source of a pod. All components are for
 * people; line breaks and control characters in them are made harmless.
 *
 * @param policy name of the policy
 * @param volume name of the pod's volume that it is about; empty when it is about none
 * @param subject container and source
 * @param found what is there
 * @param required what would satisfy the policy
 * @param hint what to do, or the command that tells more
 */
record Finding(
    String policy, String volume, String subject, String found, String required, String hint) {
  /** About the pod or a container as a whole. */
  Finding(String policy, String subject, String found, String required, String hint) {
    this(policy, "", subject, found, required, hint);
  }

  /** The same, with something more that was found. */
  Finding noting(String more) {
    return new Finding(policy, volume, subject, found + "; " + more, required, hint);
  }

  /** The same, as callers know it. */
  AdmissionDecision.Objection objection() {
    return new AdmissionDecision.Objection(volume, subject, found, required, hint);
  }

  /** Subject and finding alone. */
  String brief() {
    return Printable.of((subject + ": " + found).replaceAll("\\s*\\R\\s*", " "));
  }

  /** One line for the author of the pod. */
  String line() {
    return Printable.of(
        "%s: %s; policy %s requires %s; hint: %s"
            .formatted(subject, found, policy, required, hint)
            .replaceAll("\\s*\\R\\s*", " "));
  }

  /**
   * A claim or an image that a pod mounts.
   *
   * @param volume name of the pod's volume
   * @param name what it is called, for people
   * @param mounts the mounts of it
   */
  record MountedSource(String volume, String name, List<ClaimMount> mounts) {
    MountedSource {
      mounts = List.copyOf(mounts);
    }

    static MountedSource of(MountedClaim claim) {
      return new MountedSource(claim.volumeName(), "claim " + claim.claimName(), claim.mounts());
    }

    static MountedSource of(MountedImage image) {
      return new MountedSource(
          image.volumeName(),
          "volume "
              + image.volumeName()
              + " (image "
              + Printable.shortened(image.reference())
              + ")",
          image.mounts());
    }

    Finding finding(ClusterModelTrustPolicy policy, String found, String required, String hint) {
      String containers =
          mounts.stream().map(ClaimMount::container).distinct().collect(Collectors.joining(", "));
      String paths =
          mounts.stream()
              .map(ClaimMount::subPath)
              .filter(path -> !path.isEmpty())
              .distinct()
              .collect(Collectors.joining(", "));
      String subject =
          (containers.isEmpty() ? "" : "container " + containers + ", ")
              + name
              + (paths.isEmpty() ? "" : " (subPath " + paths + ")");
      return new Finding(policy.getMetadata().getName(), volume, subject, found, required, hint);
    }
  }
}
