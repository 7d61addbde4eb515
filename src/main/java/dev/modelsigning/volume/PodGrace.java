// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;

/** For how long the containers of a pod may go on after it was deleted. */
public final class PodGrace {
  /** What Kubernetes gives pods that name no grace period. */
  private static final long DEFAULT_SECONDS = 30;

  /** Bounds a period that nobody can mean, so that sums of times do not overflow. */
  private static final long LONGEST_SECONDS = Duration.ofDays(3650).toSeconds();

  private PodGrace() {}

  /** The longer one of what the pod declares and what its deletion asked for. */
  static Duration of(Pod pod) {
    Long declared = pod.getSpec() == null ? null : pod.getSpec().getTerminationGracePeriodSeconds();
    Long requested = pod.getMetadata().getDeletionGracePeriodSeconds();
    return bounded(
        Math.max(declared == null ? DEFAULT_SECONDS : declared, requested == null ? 0 : requested));
  }

  /** A period of so many seconds, between nothing and ten years. */
  public static Duration bounded(long seconds) {
    return Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_SECONDS));
  }
}
