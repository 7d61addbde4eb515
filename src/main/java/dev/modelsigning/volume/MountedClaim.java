// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
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
    List<Container> containers = containers(spec);
    return spec.getVolumes().stream()
        .flatMap(volume -> claim.apply(volume).map(name -> of(volume, name, containers)).stream())
        .toList();
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

  private static MountedClaim of(Volume volume, String claimName, List<Container> containers) {
    var source = volume.getPersistentVolumeClaim();
    boolean readOnly = source != null && Boolean.TRUE.equals(source.getReadOnly());
    List<ClaimMount> mounts = new ArrayList<>();
    List<String> devices = new ArrayList<>();
    for (Container container : containers) {
      for (VolumeMount mount :
          Objects.requireNonNullElse(container.getVolumeMounts(), List.<VolumeMount>of())) {
        if (Objects.equals(mount.getName(), volume.getName())) {
          mounts.add(mount(container.getName(), mount, readOnly));
        }
      }
      if (container.getVolumeDevices() != null
          && container.getVolumeDevices().stream()
              .anyMatch(device -> Objects.equals(device.getName(), volume.getName()))) {
        devices.add(container.getName());
      }
    }
    return new MountedClaim(claimName, volume.getName(), readOnly, mounts, devices);
  }

  private static ClaimMount mount(String container, VolumeMount mount, boolean volumeReadOnly) {
    return new ClaimMount(
        container,
        Objects.requireNonNullElse(mount.getSubPath(), ""),
        mount.getSubPathExpr() != null && !mount.getSubPathExpr().isEmpty(),
        volumeReadOnly || Boolean.TRUE.equals(mount.getReadOnly()));
  }

  private static Container plain(EphemeralContainer ephemeral) {
    return new ContainerBuilder()
        .withName(ephemeral.getName())
        .withImage(ephemeral.getImage())
        .withVolumeMounts(ephemeral.getVolumeMounts())
        .withVolumeDevices(ephemeral.getVolumeDevices())
        .build();
  }
}
