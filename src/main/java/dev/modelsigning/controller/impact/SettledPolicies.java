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
import org.jspecify.annotations.Nullable;

/**
 * Which policies were read, and their models judged by them, as they are now: before that, a survey
 * would accuse pods of what is only not known yet. When judging has ended is not asked; what is in
 * use is judged first and within seconds.
 */
final class SettledPolicies {
  /** From when a policy was read to when models in use were judged by it. */
  static final Duration JUDGING = Duration.ofSeconds(3);

  /** After which a policy is surveyed although it was not read, or changes all the time. */
  static final Duration READING = Duration.ofSeconds(30);

  /** From when a policy was read to when the statuses of a small cluster have followed. */
  static final Duration FOLLOWING = Duration.ofSeconds(15);

  private final Clock clock;
  private final Duration judging;
  private final Duration following;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * A policy as it was when it was looked at first.
   *
   * @param settling since when it has not settled, over all changes since then
   */
  private record Known(
      @Nullable String uid,
      @Nullable Long generation,
      boolean read,
      List<String> authorities,
      Instant since,
      Instant settling) {
    boolean isLike(Known other) {
      return Objects.equals(uid, other.uid)
          && Objects.equals(generation, other.generation)
          && read == other.read
          && authorities.equals(other.authorities);
    }

    Known followedBy(Known later, Duration judging) {
      Instant settled = read ? since.plus(judging) : settling.plus(READING);
      boolean hasSettled = !settled.isAfter(later.since);
      return hasSettled
          ? later
          : new Known(
              later.uid,
              later.generation,
              later.read,
              later.authorities,
              later.since,
              Objects.equals(uid, later.uid) ? settling : later.since);
    }

    Instant settlesAt(Duration judging) {
      Instant latest = settling.plus(READING);
      Instant judged = read ? since.plus(judging) : latest;
      return judged.isBefore(latest) ? judged : latest;
    }
  }

  SettledPolicies(Clock clock) {
    this(clock, JUDGING, FOLLOWING);
  }

  /**
   * @param judging in place of {@link #JUDGING}
   * @param following in place of {@link #FOLLOWING}
   */
  SettledPolicies(Clock clock, Duration judging, Duration following) {
    this.clock = clock;
    this.judging = judging;
    this.following = following;
  }

  /** How long to wait before a policy is surveyed, from the first call for what it is now. */
  Duration settlesIn(ClusterModelTrustPolicy policy) {
    Instant now = clock.instant();
    var metadata = policy.getMetadata();
    var status = policy.getStatus();
    boolean read =
        status != null && Objects.equals(status.observedGeneration, metadata.getGeneration());
    Known current =
        new Known(metadata.getUid(), metadata.getGeneration(), read, authorities(policy), now, now);
    Known first =
        known.merge(
            metadata.getName(),
            current,
            (before, after) -> before.isLike(after) ? before : before.followedBy(after, judging));
    Duration left = Duration.between(now, first.settlesAt(judging));
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** When the statuses of its models have followed what the policy is now, in a small cluster. */
  Instant followedAt(ClusterModelTrustPolicy policy) {
    Known now = known.get(policy.getMetadata().getName());
    return now == null ? Instant.EPOCH : now.since().plus(following);
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
