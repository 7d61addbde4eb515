// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/** The operator's signs of life over all policies, for people who watch it. */
public final class SignsOfLife {
  private SignsOfLife() {}

  /** The oldest of the last signs; empty when no policy has one. */
  public static Optional<Instant> oldest(Collection<ClusterModelTrustPolicy> policies) {
    return policies.stream().flatMap(SignsOfLife::last).min(Instant::compareTo);
  }

  /** How many policies no verdict satisfies now, because a sign is missing or too old. */
  public static long stale(Collection<ClusterModelTrustPolicy> policies, Instant now) {
    return policies.stream()
        .filter(
            policy ->
                switch (PolicyTrust.of(policy, now)) {
                  case PolicyTrust.Unread _, PolicyTrust.Stale _ -> true;
                  case PolicyTrust.Current _ -> false;
                })
        .count();
  }

  private static Stream<Instant> last(ClusterModelTrustPolicy policy) {
    var status = policy.getStatus();
    try {
      return status == null || status.checkedAt == null
          ? Stream.empty()
          : Stream.of(Instant.parse(status.checkedAt));
    } catch (DateTimeParseException e) {
      return Stream.empty();
    }
  }
}
