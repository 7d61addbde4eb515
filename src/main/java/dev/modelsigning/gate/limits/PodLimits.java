// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.limits;

import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much of a pod is judged. What a pod may hold is limited only by the size of a request, and
 * pods that serve models hold a small fraction of it; one beyond these limits is refused as a
 * whole.
 */
public final class PodLimits {
  public static final int VOLUMES = 256;
  public static final int CONTAINERS = 128;

  /** Mounts and raw block devices of all containers. */
  public static final int MOUNTS = 1_024;

  /** Characters of one path; Linux takes no longer one. */
  public static final int PATH_CHARACTERS = 4_096;

  /** Characters of all paths together. */
  public static final int ALL_PATH_CHARACTERS = 262_144;

  private static final Optional<String> TOO_LONG =
      Optional.of("a path of more than " + PATH_CHARACTERS + " characters");

  private PodLimits() {}

  /** What is too much, for people; empty for a pod within the limits. */
  public static Optional<String> excess(PodSpec spec) {
    int volumes = Objects.requireNonNullElse(spec.getVolumes(), List.of()).size();
    if (volumes > VOLUMES) {
      return Optional.of(volumes + " volumes, more than " + VOLUMES);
    }
    int count =
        orNone(spec.getInitContainers()).size()
            + orNone(spec.getContainers()).size()
            + orNone(spec.getEphemeralContainers()).size();
    if (count > CONTAINERS) {
      return Optional.of(count + " containers, more than " + CONTAINERS);
    }
    List<Container> containers = MountedClaim.containers(spec);
    int mounts = 0;
    for (Container c : containers) {
      mounts += orNone(c.getVolumeMounts()).size() + orNone(c.getVolumeDevices()).size();
    }
    if (mounts > MOUNTS) {
      return Optional.of(mounts + " mounts, more than " + MOUNTS);
    }
    return longPaths(containers);
  }

  private static Optional<String> longPaths(List<Container> containers) {
    long all = 0;
    for (Container container : containers) {
      for (VolumeMount mount : orNone(container.getVolumeMounts())) {
        int longest = max(mount.getMountPath(), mount.getSubPath(), mount.getSubPathExpr());
        if (longest > PATH_CHARACTERS) {
          return TOO_LONG;
        }
        all += length(mount.getMountPath());
        all += length(mount.getSubPath());
        all += length(mount.getSubPathExpr());
      }
      int longest = max(container.getTerminationMessagePath(), container.getWorkingDir(), null);
      if (longest > PATH_CHARACTERS) {
        return TOO_LONG;
      }
      all += length(container.getTerminationMessagePath());
      all += length(container.getWorkingDir());
      for (VolumeDevice device : orNone(container.getVolumeDevices())) {
        if (length(device.getDevicePath()) > PATH_CHARACTERS) {
          return TOO_LONG;
        }
        all += length(device.getDevicePath());
      }
    }
    return all > ALL_PATH_CHARACTERS
        ? Optional.of(all + " characters in its paths, more than " + ALL_PATH_CHARACTERS)
        : Optional.empty();
  }

  private static int max(
      @Nullable String path, @Nullable String subPath, @Nullable String expression) {
    return Math.max(length(path), Math.max(length(subPath), length(expression)));
  }

  private static int length(@Nullable String path) {
    return path == null ? 0 : path.length();
  }

  private static <T> List<T> orNone(@Nullable List<T> given) {
    return Objects.requireNonNullElse(given, List.of());
  }
}
