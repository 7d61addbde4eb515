// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose signatures satisfy a policy as it is now, by the digests that the operator published in its
 * status. Published digests of entries that the specification no longer has are left out, so an
 * edit takes effect before the operator has seen it: a removed authority counts no more, and
 * whatever else is edited leaves the others as they are.
 */
public sealed interface PolicyTrust {
  /** The operator has not looked at the policy yet. */
  record Unread() implements PolicyTrust {}

  /**
   * The operator has given no sign of life for too long: a Secret may have been rotated, or a
   * volume written to, without anybody having noticed.
   *
   * @param lastSeen when the operator last confirmed the policy
   * @param limit {@code requirements.staleAfter}
   */
  record Stale(String lastSeen, Duration limit) implements PolicyTrust {}

  /**
   * The policy can be relied on.
   *
   * @param authorities each as the set of its digests: of trusted roots the earlier ones that still
   *     count too; empty when none of them can be used
   */
  record Current(List<Set<String>> authorities) implements PolicyTrust {
    /** Copies. */
    public Current {
      authorities = authorities.stream().map(Set::copyOf).toList();
    }

    /** Of all authorities. */
    public Set<String> digests() {
      return authorities.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
    }
  }

  /** Reads the status of a policy, which only the operator writes. */
  static PolicyTrust of(ClusterModelTrustPolicy policy, Instant now) {
    return LastSeen.of(policy).objection(now).orElseGet(() -> current(policy));
  }

  /** The trust of a policy whose operator gives signs of life. */
  static Current current(ClusterModelTrustPolicy policy) {
    return new Current(authorities(policy, policy.getStatus()));
  }

  /**
   * When the operator last confirmed a policy.
   *
   * @param checkedAt the time as it was written; absent before the first one
   * @param seen the same; absent when it cannot be read
   * @param limit {@code requirements.staleAfter}
   */
  record LastSeen(@Nullable String checkedAt, @Nullable Instant seen, Duration limit) {
    static LastSeen of(ClusterModelTrustPolicy policy) {
      ClusterModelTrustPolicyStatus status = policy.getStatus();
      String checkedAt = status == null ? null : status.checkedAt;
      return new LastSeen(
          checkedAt, checkedAt == null ? null : instant(checkedAt), Staleness.of(policy));
    }

    /** Why the policy cannot be relied on; empty when it can be. */
    Optional<PolicyTrust> objection(Instant now) {
      if (checkedAt == null) {
        return Optional.of(new Unread());
      }
      return isWithin(now) ? Optional.empty() : Optional.of(new Stale(checkedAt, limit));
    }

    /** Also a time that lies ahead, or cannot be read, is no sign of life. */
    private boolean isWithin(Instant now) {
      return seen != null && !now.isAfter(seen.plus(limit)) && !seen.isAfter(now.plus(limit));
    }
  }

  private static @Nullable Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static List<Set<String>> authorities(
      ClusterModelTrustPolicy policy, ClusterModelTrustPolicyStatus status) {
    List<AuthorityStatus> published = listed(status.authorities);
    if (!Objects.equals(status.observedGeneration, policy.getMetadata().getGeneration())) {
      Set<String> present =
          listed(policy.getSpec().authorities).stream()
              .map(EntryFingerprint::of)
              .collect(Collectors.toSet());
      published = published.stream().filter(entry -> present.contains(entry.fingerprint)).toList();
    }
    Map<String, Set<String>> byEntry = new LinkedHashMap<>();
    for (AuthorityStatus entry : published) {
      if (entry.digest != null) {
        byEntry
            .computeIfAbsent(String.valueOf(entry.fingerprint), entryOf -> new HashSet<>())
            .add(entry.digest);
      }
    }
    return List.copyOf(byEntry.values());
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
