// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.text.ObjectName;
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
 * @param subject container and source
 * @param found what is there
 * @param required what would satisfy the policy
 * @param hint what to do, or the command that tells more
 */
record Finding(String policy, String subject, String found, String required, String hint) {
  /** The same, with something more that was found. */
  Finding noting(String more) {
    return new Finding(policy, subject, found + "; " + more, required, hint);
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

  /** How to declare the model on a claim: a line to paste, of names that need no quoting. */
  static String declaring(String namespace, String claimName) {
    String others = "kubectl get modelsignatures -n " + namespace + " lists the others";
    return ObjectName.isPossible(claimName) && ObjectName.isPossible(namespace)
        ? ("create one: echo '{apiVersion: modelsigning.dev/v1alpha1, kind: ModelSignature,"
                + " metadata: {name: \"%s\", namespace: \"%s\"},"
                + " spec: {source: {persistentVolumeClaim: {claimName: \"%s\"}}}}'"
                + " | kubectl apply -f -; %s")
            .formatted(claimName, namespace, claimName, others)
        : others;
  }

  /**
   * A claim or an image that a pod mounts.
   *
   * @param name what it is called, for people
   * @param mounts the mounts of it
   */
  record MountedSource(String name, List<ClaimMount> mounts) {
    MountedSource {
      mounts = List.copyOf(mounts);
    }

    static MountedSource of(MountedClaim claim) {
      return new MountedSource("claim " + claim.claimName(), claim.mounts());
    }

    static MountedSource of(MountedImage image) {
      return new MountedSource(
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
      return new Finding(policy.getMetadata().getName(), subject, found, required, hint);
    }
  }
}
