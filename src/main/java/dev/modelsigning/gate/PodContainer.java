// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A container of whatever kind, and what it mounts.
 *
 * @param spec an ephemeral container as a plain one
 * @param ends whether it has to end before the others start: an init container that is no sidecar
 * @param started whether the request starts it
 * @param mounts its mounts and raw block devices
 */
record PodContainer(Container spec, boolean ends, boolean started, List<Mount> mounts) {
  PodContainer {
    mounts = List.copyOf(mounts);
  }

  /**
   * One mount or raw block device.
   *
   * @param index its position in the container
   * @param volume name of the pod's volume
   * @param path where it is in the container
   * @param writable whether the container can write to it
   */
  record Mount(int index, String volume, Directory path, boolean writable) {}

  static PodContainer of(Container spec, boolean ends, boolean started) {
    List<Mount> mounts = new ArrayList<>();
    for (VolumeMount mount : volumeMounts(spec)) {
      mounts.add(
          new Mount(
              mounts.size(),
              Objects.requireNonNullElse(mount.getName(), ""),
              Directory.inContainer(mount.getMountPath()),
              !Boolean.TRUE.equals(mount.getReadOnly())));
    }
    for (VolumeDevice device : volumeDevices(spec)) {
      mounts.add(
          new Mount(
              mounts.size(),
              Objects.requireNonNullElse(device.getName(), ""),
              Directory.inContainer(device.getDevicePath()),
              true));
    }
    return new PodContainer(spec, ends, started, mounts);
  }

  static List<VolumeMount> volumeMounts(Container spec) {
    return Objects.requireNonNullElse(spec.getVolumeMounts(), List.of());
  }

  static List<VolumeDevice> volumeDevices(Container spec) {
    return Objects.requireNonNullElse(spec.getVolumeDevices(), List.of());
  }

  String name() {
    return Objects.requireNonNullElse(spec.getName(), "");
  }

  /** The image as the pod writes it; a pod without one names none. */
  String image() {
    return Objects.requireNonNullElse(spec.getImage(), "");
  }

  /** The mounts of one volume. */
  Stream<Mount> mountsOf(String volume) {
    return mounts.stream().filter(mount -> mount.volume().equals(volume));
  }
}
