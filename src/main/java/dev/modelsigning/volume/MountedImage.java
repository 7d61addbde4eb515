// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.ImageVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An image among the volumes of a pod, and how the pod's containers mount it. Runtimes mount images
 * read-only, whatever the mount says.
 *
 * @param reference as the pod writes it; empty when it names none
 * @param volumeName name of the pod's volume
 * @param mounts its mounts; empty when no container mounts it yet
 */
public record MountedImage(String reference, String volumeName, List<ClaimMount> mounts) {
  /** Copies. */
  public MountedImage {
    mounts = List.copyOf(mounts);
  }

  /** The images that a pod's volumes name, in the order of the volumes. */
  public static List<MountedImage> of(PodSpec spec) {
    if (spec.getVolumes() == null
        || spec.getVolumes().stream().allMatch(volume -> volume.getImage() == null)) {
      return List.of();
    }
    Map<String, List<ClaimMount>> mounts =
        MountedClaim.readOnlyMounts(MountedClaim.containers(spec));
    return spec.getVolumes().stream()
        .flatMap(
            volume ->
                Optional.ofNullable(volume.getImage())
                    .map(
                        image ->
                            new MountedImage(
                                reference(image),
                                volume.getName(),
                                mounts.getOrDefault(volume.getName(), List.of())))
                    .stream())
        .toList();
  }

  private static String reference(ImageVolumeSource image) {
    return Objects.requireNonNullElse(image.getReference(), "");
  }
}
