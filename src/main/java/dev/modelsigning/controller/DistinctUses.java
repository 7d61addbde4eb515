// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.volume.WritePrivilege;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the containers of one pod can do to its volumes, each thing once. A pod may have thousands
 * of containers and mounts that all say the same; a pod counts as a whole, so the first one tells.
 */
final class DistinctUses {
  /** Directories of one volume that are told apart. */
  private static final int DIRECTORIES = 16;

  private final Set<String> volumes;
  private final Set<Use> known = new HashSet<>();
  private final Map<Use.Mounts, Set<String>> directories = new HashMap<>();

  /** Of these volumes; uses of others are left out. */
  DistinctUses(Set<String> volumes) {
    this.volumes = volumes;
  }

  private sealed interface Use {
    record Mounts(String volume, boolean readOnly) implements Use {}

    record Device(String volume) implements Use {}

    record May(WritePrivilege.Kind kind, String detail) implements Use {}
  }

  /**
   * The mounts that say something new. Of many directories of one volume the last one kept stands
   * for the whole.
   */
  List<VolumeMount> mounts(@Nullable List<VolumeMount> mounts) {
    return list(mounts)
        .filter(mount -> volumes.contains(mount.getName()))
        .flatMap(mount -> fresh(mount).stream())
        .toList();
  }

  private Optional<VolumeMount> fresh(VolumeMount mount) {
    Set<String> seen =
        directories.computeIfAbsent(
            new Use.Mounts(mount.getName(), Boolean.TRUE.equals(mount.getReadOnly())),
            use -> new HashSet<>());
    if (seen.size() > DIRECTORIES
        || !seen.add(mount.getSubPath() + "\n" + mount.getSubPathExpr())) {
      return Optional.empty();
    }
    return Optional.of(
        seen.size() <= DIRECTORIES
            ? mount
            : new VolumeMountBuilder(mount).withSubPath(null).withSubPathExpr(null).build());
  }

  /** The devices that say something new. */
  List<VolumeDevice> devices(@Nullable List<VolumeDevice> devices) {
    return list(devices)
        .filter(device -> volumes.contains(device.getName()))
        .filter(device -> known.add(new Use.Device(device.getName())))
        .toList();
  }

  /** Whether the container may do something that none before it may. */
  boolean hasNewPrivilege(Container container) {
    PodSpec alone = new PodSpec();
    alone.setContainers(List.of(container));
    boolean found = false;
    for (WritePrivilege privilege : WritePrivilege.of(alone)) {
      found |= known.add(new Use.May(privilege.kind(), privilege.detail()));
    }
    return found;
  }

  private static <T> Stream<T> list(@Nullable List<T> items) {
    return items == null ? Stream.empty() : items.stream();
  }
}
