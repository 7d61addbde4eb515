// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.volume.ModelDirectory;
import dev.modelsigning.volume.NodePlatform;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a Job measures, and how its pod gets at it. */
public sealed interface MeasuredSource {
  /** A directory on a claim. */
  record Claim(ClaimSource claim) implements MeasuredSource {}

  /**
   * A directory in an image.
   *
   * @param platform the one whose image is measured, if the digest is that of an index
   */
  record Image(ImageSource image, NodePlatform platform) implements MeasuredSource {}

  /** The model's directory, relative to the root of the volume; empty is the root. */
  default String directory() {
    return switch (this) {
      case Claim(ClaimSource claim) -> Objects.requireNonNullElse(claim.subPath, "");
      case Image(ImageSource image, var _) -> ModelDirectory.of(image);
    };
  }

  /** The volume of the pod. */
  default Volume volume(String name) {
    VolumeBuilder volume = new VolumeBuilder().withName(name);
    return switch (this) {
      // At volume level: read-only for every container, and the kubelet does not change the owner.
      case Claim(ClaimSource claim) ->
          volume.withNewPersistentVolumeClaim(claim.claimName, true).build();
      case Image(ImageSource image, var _) ->
          volume
              .withNewImage()
              .withReference(image.reference)
              .withPullPolicy("IfNotPresent")
              .endImage()
              .build();
    };
  }

  /** The mount of the volume. */
  default VolumeMount mount(String name, String path) {
    VolumeMountBuilder mount =
        new VolumeMountBuilder().withName(name).withMountPath(path).withReadOnly(true);
    return switch (this) {
      case Claim _ -> mount.withRecursiveReadOnly("IfPossible").build();
      // Nothing is mounted inside an image.
      case Image _ -> mount.build();
    };
  }

  /** The labels of the nodes that may run the pod; none for any node. */
  default Map<String, String> nodeSelector() {
    return switch (this) {
      case Claim _ -> Map.of();
      case Image(var _, NodePlatform platform) -> platform.labels();
    };
  }

  /** The Secrets with which the kubelet pulls the image; the pod does not see them. */
  default List<String> pullSecrets() {
    return switch (this) {
      case Claim _ -> List.of();
      case Image(ImageSource image, var _) ->
          Objects.requireNonNullElse(image.pullSecrets, List.<String>of());
    };
  }
}
