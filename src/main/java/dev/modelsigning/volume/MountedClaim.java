// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A claim among the volumes of a pod, and how the pod's containers mount it: regular, init and
 * ephemeral ones alike.
 *
 * @param claimName name of the claim, in the pod's namespace
 * @param volumeName name of the pod's volume
 * @param volumeReadOnly whether the volume itself is read-only, which holds for every container,
 *     including ephemeral ones that are added later
 * @param mounts its mounts; empty when no container mounts it yet
 * @param blockDevices containers that use the claim as a raw block device
 */
public record MountedClaim(
    String claimName,
    String volumeName,
    boolean volumeReadOnly,
    List<ClaimMount> mounts,
    List<String> blockDevices) {

  /** Copies the lists. */
  public MountedClaim {
    mounts = List.copyOf(mounts);
    blockDevices = List.copyOf(blockDevices);
  }

  /** The claims that a pod's volumes name, in the order of the volumes. */
  public static List<MountedClaim> of(Pod pod) {
    return of(
        pod,
        volume ->
            Optional.ofNullable(volume.getPersistentVolumeClaim())
                .map(PersistentVolumeClaimVolumeSource::getClaimName));
  }

  /**
   * The claims that a pod's volumes name or create. The claim of a template is named after pod and
   * volume, and another pod may name it too.
   */
  public static List<MountedClaim> withEphemeral(Pod pod) {
    return of(
        pod,
        volume ->
            Optional.ofNullable(volume.getPersistentVolumeClaim())
                .map(PersistentVolumeClaimVolumeSource::getClaimName)
                .or(
                    () ->
                        Optional.ofNullable(volume.getEphemeral())
                            .map(e -> pod.getMetadata().getName() + "-" + volume.getName())));
  }

  private static List<MountedClaim> of(Pod pod, Function<Volume, Optional<String>> claim) {
    PodSpec spec = pod.getSpec();
    if (spec == null || spec.getVolumes() == null) {
      return List.of();
    }
    Map<String, List<Use>> uses = uses(containers(spec));
    return spec.getVolumes().stream()
        .flatMap(
            volume ->
                claim
                    .apply(volume)
                    .map(name -> of(volume, name, uses.getOrDefault(volume.getName(), List.of())))
                    .stream())
        .toList();
  }

  /** A mount or, without one, a raw block device. */
  private record Use(String container, Optional<VolumeMount> mount) {}

  /** By volume. */
  private static Map<String, List<Use>> uses(List<Container> containers) {
    Map<String, List<Use>> uses = new HashMap<>();
    for (Container container : containers) {
      for (VolumeMount mount :
          Objects.requireNonNullElse(container.getVolumeMounts(), List.<VolumeMount>of())) {
        uses.computeIfAbsent(mount.getName(), volume -> new ArrayList<>())
            .add(new Use(container.getName(), Optional.of(mount)));
      }
      for (VolumeDevice device :
          Objects.requireNonNullElse(container.getVolumeDevices(), List.<VolumeDevice>of())) {
        uses.computeIfAbsent(device.getName(), volume -> new ArrayList<>())
            .add(new Use(container.getName(), Optional.empty()));
      }
    }
    return uses;
  }

  /** By volume, the mounts of volumes that are read-only as a whole. */
  static Map<String, List<ClaimMount>> readOnlyMounts(List<Container> containers) {
    Map<String, List<ClaimMount>> mounts = new HashMap<>();
    uses(containers)
        .forEach(
            (volume, uses) ->
                mounts.put(
                    volume,
                    uses.stream()
                        .flatMap(
                            use -> use.mount().map(m -> mount(use.container(), m, true)).stream())
                        .toList()));
    return mounts;
  }

  /** Every container of a pod: init, regular and, as plain containers, ephemeral ones. */
  public static List<Container> containers(PodSpec spec) {
    List<Container> all = new ArrayList<>();
    Stream.of(spec.getInitContainers(), spec.getContainers())
        .filter(Objects::nonNull)
        .forEach(all::addAll);
    if (spec.getEphemeralContainers() != null) {
      spec.getEphemeralContainers().forEach(ephemeral -> all.add(plain(ephemeral)));
    }
    return List.copyOf(all);
  }

  /** Whether some container can write to the claim through this volume. */
  public boolean writable() {
    return (!blockDevices.isEmpty() && !volumeReadOnly)
        || mounts.stream().anyMatch(mount -> !mount.readOnly());
  }

  private static MountedClaim of(Volume volume, String claimName, List<Use> uses) {
    var source = volume.getPersistentVolumeClaim();
    boolean readOnly = source != null && Boolean.TRUE.equals(source.getReadOnly());
    return new MountedClaim(
        claimName,
        volume.getName(),
        readOnly,
        uses.stream()
            .flatMap(use -> use.mount().map(m -> mount(use.container(), m, readOnly)).stream())
            .toList(),
        uses.stream().filter(use -> use.mount().isEmpty()).map(Use::container).distinct().toList());
  }

  private static ClaimMount mount(String container, VolumeMount mount, boolean volumeReadOnly) {
    return new ClaimMount(
        container,
        Objects.requireNonNullElse(mount.getMountPath(), ""),
        Objects.requireNonNullElse(mount.getSubPath(), ""),
        mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty(),
        volumeReadOnly || Boolean.TRUE.equals(mount.getReadOnly()));
  }

  /** An ephemeral container as a plain one, with all that decides what it loads and may do. */
  public static Container plain(EphemeralContainer ephemeral) {
    return new ContainerBuilder()
        .withName(ephemeral.getName())
        .withImage(ephemeral.getImage())
        .withCommand(ephemeral.getCommand())
        .withArgs(ephemeral.getArgs())
        .withWorkingDir(ephemeral.getWorkingDir())
        .withEnv(ephemeral.getEnv())
        .withEnvFrom(ephemeral.getEnvFrom())
        .withLifecycle(ephemeral.getLifecycle())
        .withSecurityContext(ephemeral.getSecurityContext())
        .withVolumeMounts(ephemeral.getVolumeMounts())
        .withVolumeDevices(ephemeral.getVolumeDevices())
        .build();
  }
}
