// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A container of whatever kind, and what it mounts.
 *
 * @param spec an ephemeral container as a plain one
 * @param ends whether it has to end before the others start: an init container that is no sidecar
 * @param started whether the request starts it
 * @param mounted what it mounts
 */
record PodContainer(Container spec, boolean ends, boolean started, Mounted mounted) {

  /**
   * One mount or raw block device.
   *
   * @param index its position in the container
   * @param volume name of the pod's volume
   * @param path where it is in the container
   * @param writable whether the container can write to it
   */
  record Mount(int index, String volume, Directory path, boolean writable) {}

  /** The mounts and raw block devices of a container, in its order. Each equals only itself. */
  static final class Mounted {
    private final List<Mount> mounts;

    private Mounted(List<Mount> mounts) {
      this.mounts = List.copyOf(mounts);
    }
  }

  /**
   * Reads what containers mount. Those that mount the same in the same way share what was read, so
   * that whatever follows from it is found out once for all of them. For one pod.
   */
  static final class MountReader {
    private final Map<List<@Nullable Object>, Mounted> known = new HashMap<>();
    private Container last = new Container();
    private Mounted ofLast = new Mounted(List.of());

    private Mounted of(Container spec) {
      // Containers that are alike mostly follow each other.
      if (!mountAlike(last, spec)) {
        ofLast = known(spec);
        last = spec;
      }
      return ofLast;
    }

    private Mounted known(Container spec) {
      List<@Nullable Object> written = new ArrayList<>();
      for (VolumeMount mount : volumeMounts(spec)) {
        written.add(mount.getName());
        written.add(mount.getMountPath());
        written.add(Boolean.TRUE.equals(mount.getReadOnly()));
      }
      for (VolumeDevice device : volumeDevices(spec)) {
        written.add(device.getName());
        written.add(device.getDevicePath());
      }
      return known.computeIfAbsent(written, key -> read(spec));
    }
  }

  private static boolean mountAlike(Container one, Container other) {
    List<VolumeMount> mounts = volumeMounts(one);
    List<VolumeMount> others = volumeMounts(other);
    if (mounts.size() != others.size()
        || !volumeDevices(one).isEmpty()
        || !volumeDevices(other).isEmpty()) {
      return false;
    }
    for (int i = 0; i < mounts.size(); i++) {
      VolumeMount mount = mounts.get(i);
      VolumeMount like = others.get(i);
      if (!Objects.equals(mount.getName(), like.getName())
          || !Objects.equals(mount.getMountPath(), like.getMountPath())
          || Boolean.TRUE.equals(mount.getReadOnly()) != Boolean.TRUE.equals(like.getReadOnly())) {
        return false;
      }
    }
    return true;
  }

  static PodContainer of(Container spec, boolean ends, boolean started, MountReader reader) {
    return new PodContainer(spec, ends, started, reader.of(spec));
  }

  private static Mounted read(Container spec) {
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
    return new Mounted(mounts);
  }

  /** Its mounts and raw block devices. */
  List<Mount> mounts() {
    return mounted.mounts;
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
    return mounts().stream().filter(mount -> mount.volume().equals(volume));
  }
}
