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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    Map<String, List<Use>> uses = new HashMap<>();
    for (Volume volume : spec.getVolumes()) {
      if (claim.apply(volume).isPresent()) {
        uses.put(volume.getName(), new ArrayList<>());
      }
    }
    if (uses.isEmpty()) {
      return List.of();
    }
    containers(spec).forEach(container -> collect(container, uses));
    List<MountedClaim> claims = new ArrayList<>();
    for (Volume volume : spec.getVolumes()) {
      claim
          .apply(volume)
          .ifPresent(
              name -> claims.add(of(volume, name, uses.getOrDefault(volume.getName(), List.of()))));
    }
    return claims;
  }

  /** A mount or, without one, a raw block device. */
  private record Use(String container, @Nullable VolumeMount mount) {}

  /** Adds the uses of those volumes that are in the map. */
  private static void collect(Container container, Map<String, List<Use>> uses) {
    for (VolumeMount mount : list(container.getVolumeMounts())) {
      List<Use> found = uses.get(mount.getName());
      if (found != null) {
        found.add(new Use(container.getName(), mount));
      }
    }
    for (VolumeDevice device : list(container.getVolumeDevices())) {
      List<Use> found = uses.get(device.getName());
      if (found != null) {
        found.add(new Use(container.getName(), null));
      }
    }
  }

  private static <T> List<T> list(@Nullable List<T> given) {
    return given == null ? List.of() : given;
  }

  /** By volume, the mounts of volumes that are read-only as a whole. */
  static Map<String, List<ClaimMount>> readOnlyMounts(List<Container> containers) {
    Map<String, List<ClaimMount>> mounts = new HashMap<>();
    for (Container container : containers) {
      for (VolumeMount mount : list(container.getVolumeMounts())) {
        mounts
            .computeIfAbsent(mount.getName(), volume -> new ArrayList<>())
            .add(mount(container.getName(), mount, true));
      }
    }
    return mounts;
  }

  /** Every container of a pod: init, regular and, as plain containers, ephemeral ones. */
  public static List<Container> containers(PodSpec spec) {
    List<Container> all = new ArrayList<>();
    all.addAll(list(spec.getInitContainers()));
    all.addAll(list(spec.getContainers()));
    list(spec.getEphemeralContainers()).forEach(ephemeral -> all.add(plain(ephemeral)));
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
    List<ClaimMount> mounts = new ArrayList<>(uses.size());
    Set<String> devices = new LinkedHashSet<>();
    for (Use use : uses) {
      VolumeMount mount = use.mount();
      if (mount == null) {
        devices.add(use.container());
      } else {
        mounts.add(mount(use.container(), mount, readOnly));
      }
    }
    return new MountedClaim(claimName, volume.getName(), readOnly, mounts, List.copyOf(devices));
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
        .withTerminationMessagePath(ephemeral.getTerminationMessagePath())
        .withSecurityContext(ephemeral.getSecurityContext())
        .withVolumeMounts(ephemeral.getVolumeMounts())
        .withVolumeDevices(ephemeral.getVolumeDevices())
        .build();
  }
}
