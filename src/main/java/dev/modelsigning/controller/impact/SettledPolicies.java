// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which policies were read, and their models judged by them, as they are now: before that, a survey
 * would accuse pods of what is only not known yet. When judging has ended is not asked; what is in
 * use is judged first and within seconds.
 */
final class SettledPolicies {
  /** From when a policy was read to when models in use were judged by it. */
  static final Duration JUDGING = Duration.ofSeconds(3);

  /** After which a policy is surveyed although it was not read. */
  static final Duration READING = Duration.ofSeconds(30);

  private final Clock clock;
  private final Duration judging;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(Long generation, boolean read, List<String> authorities, Instant since) {
    boolean isLike(Known other) {
      return Objects.equals(generation, other.generation)
          && read == other.read
          && authorities.equals(other.authorities);
    }
  }

  SettledPolicies(Clock clock) {
    this(clock, JUDGING);
  }

  /**
   * @param judging in place of {@link #JUDGING}
   */
  SettledPolicies(Clock clock, Duration judging) {
    this.clock = clock;
    this.judging = judging;
  }

  /** How long to wait before a policy is surveyed, from the first call for what it is now. */
  Duration settlesIn(ClusterModelTrustPolicy policy) {
    Instant now = clock.instant();
    var status = policy.getStatus();
    Long generation = policy.getMetadata().getGeneration();
    boolean read = status != null && Objects.equals(status.observedGeneration, generation);
    Known current = new Known(generation, read, authorities(policy), now);
    Known first =
        known.merge(
            policy.getMetadata().getName(),
            current,
            (before, after) -> before.isLike(after) ? before : after);
    Duration left = Duration.between(now, first.since().plus(read ? judging : READING));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Forgets the others. */
  void retain(Set<String> names) {
    known.keySet().retainAll(names);
  }

  /** By which authorities the operator judges for it. */
  static List<String> authorities(ClusterModelTrustPolicy policy) {
    var status = policy.getStatus();
    return status == null || status.authorities == null
        ? List.of()
        : status.authorities.stream().map(authority -> authority.digest).sorted().toList();
  }
}
