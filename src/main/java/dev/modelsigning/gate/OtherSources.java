// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The volumes of a pod, other than claims, that may hold a model. Kinds that cannot are listed and
 * all others count, so that a volume kind of a later Kubernetes is judged too.
 */
final class OtherSources {
  /** Where inference servers look for models, after KServe, vLLM, llm-d and NIM. */
  private static final List<String> MODEL_PATHS =
      List.of("/mnt/models", "/models", "/model-store", "/model-cache", "/data");

  private OtherSources() {}

  /** In the order of the pod's volumes. */
  static List<OtherSource> of(Pod pod) {
    PodSpec spec = pod.getSpec();
    if (spec == null || spec.getVolumes() == null) {
      return List.of();
    }
    return spec.getVolumes().stream()
        .flatMap(
            volume ->
                kind(spec, volume)
                    .map(
                        kind ->
                            new OtherSource(
                                kind, volume.getName(), mounting(spec, volume.getName())))
                    .stream())
        .toList();
  }

  private static Optional<OtherSource.Kind> kind(PodSpec spec, Volume volume) {
    if (volume.getPersistentVolumeClaim() != null || isConfiguration(volume)) {
      return Optional.empty();
    }
    if (volume.getEmptyDir() != null) {
      return isFilledForAnother(spec, volume.getName())
          ? Optional.of(OtherSource.Kind.INIT_DOWNLOADED)
          : Optional.empty();
    }
    if (volume.getImage() != null) {
      return Optional.of(OtherSource.Kind.IMAGE);
    }
    if (volume.getHostPath() != null) {
      return Optional.of(OtherSource.Kind.HOST_PATH);
    }
    if (volume.getNfs() != null) {
      return Optional.of(OtherSource.Kind.NFS);
    }
    if (volume.getCsi() != null) {
      return Optional.of(OtherSource.Kind.INLINE_CSI);
    }
    return Optional.of(
        volume.getEphemeral() != null ? OtherSource.Kind.EPHEMERAL_CLAIM : OtherSource.Kind.OTHER);
  }

  /** At most 1 MiB each, and stored in the API server. */
  private static boolean isConfiguration(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getProjected() != null
        || volume.getDownwardAPI() != null;
  }

  /**
   * An emptyDir is empty when the pod starts. It holds a model only if one container writes what
   * another one loads: a download in an init container, or a sidecar that carries the model.
   */
  private static boolean isFilledForAnother(PodSpec spec, String volumeName) {
    return mounting(spec, volumeName).size() > 1
        && spec.getContainers().stream().anyMatch(c -> loadsFrom(spec, c, volumeName));
  }

  private static boolean loadsFrom(PodSpec spec, Container container, String volumeName) {
    return mounts(container, volumeName)
        .anyMatch(
            mount ->
                isModelPath(mount.getMountPath())
                    || hidesPartOfAClaim(spec, container, mount.getMountPath()));
  }

  /** A mount below that of a claim hides files that were verified. */
  private static boolean hidesPartOfAClaim(PodSpec spec, Container container, String mountPath) {
    return spec.getVolumes().stream()
        .filter(volume -> volume.getPersistentVolumeClaim() != null)
        .flatMap(volume -> mounts(container, volume.getName()))
        .anyMatch(claim -> Directory.of(claim.getMountPath()).contains(Directory.of(mountPath)));
  }

  private static List<String> mounting(PodSpec spec, String volumeName) {
    return MountedClaim.containers(spec).stream()
        .filter(container -> mounts(container, volumeName).findAny().isPresent())
        .map(Container::getName)
        .toList();
  }

  private static Stream<VolumeMount> mounts(Container container, String volumeName) {
    return Objects.requireNonNullElse(container.getVolumeMounts(), List.<VolumeMount>of()).stream()
        .filter(mount -> Objects.equals(mount.getName(), volumeName));
  }

  /** At, below, or above a model path: KServe's modelcar mounts /mnt. */
  private static boolean isModelPath(String mountPath) {
    Directory path = Directory.of(mountPath);
    return MODEL_PATHS.stream()
        .map(Directory::of)
        .anyMatch(model -> model.contains(path) || path.contains(model));
  }
}
