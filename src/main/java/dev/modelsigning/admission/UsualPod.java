// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pod has so few parts that it is decided in no time. Of one that has hundreds of volumes
 * or words a decision takes long although its review is short, and others wait meanwhile.
 */
final class UsualPod {
  static final int MOST_VOLUMES = 32;

  /** Mounts, variables, words of commands and arguments, of all containers. */
  private static final int MOST_PARTS = 256;

  private UsualPod() {}

  static boolean is(@Nullable Object object) {
    if (!(object instanceof Pod pod) || pod.getSpec() == null) {
      return true;
    }
    PodSpec spec = pod.getSpec();
    return size(spec.getVolumes()) <= MOST_VOLUMES
        && size(spec.getEphemeralContainers()) == 0
        && Stream.of(list(spec.getContainers()), list(spec.getInitContainers()))
                .flatMap(List::stream)
                .mapToInt(UsualPod::parts)
                .sum()
            <= MOST_PARTS;
  }

  private static int parts(Container container) {
    return 1
        + size(container.getVolumeMounts())
        + size(container.getEnv())
        + size(container.getEnvFrom())
        + size(container.getCommand())
        + size(container.getArgs());
  }

  private static int size(@Nullable List<?> list) {
    return list == null ? 0 : list.size();
  }

  private static <T> List<T> list(@Nullable List<T> list) {
    return Objects.requireNonNullElse(list, List.of());
  }
}
