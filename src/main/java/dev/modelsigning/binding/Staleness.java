// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a policy's verdicts may be relied on without a sign of life from the operator ({@code
 * requirements.staleAfter}), and how often the operator gives one.
 */
public final class Staleness {
  /** Without {@code requirements.staleAfter}. */
  public static final Duration DEFAULT = Duration.ofHours(1);

  /** The shortest that the API accepts; also taken for a value that cannot be read. */
  public static final Duration SHORTEST = Duration.ofMinutes(5);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,5})([mh])");
  private static final int SIGNS_IN_TIME = 4;
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(15);

  private Staleness() {}

  /** After this time without a sign of life verdicts count as Unknown. */
  public static Duration of(ClusterModelTrustPolicy policy) {
    PolicyRequirements requirements =
        policy.getSpec() == null ? null : policy.getSpec().requirements;
    return Optional.ofNullable(requirements)
        .map(given -> given.staleAfter)
        .map(Staleness::parsed)
        .orElse(DEFAULT);
  }

  /** How often the operator renews the policy's sign of life: several times before it is missed. */
  public static Duration renewal(ClusterModelTrustPolicy policy) {
    Duration renewal = of(policy).dividedBy(SIGNS_IN_TIME);
    return renewal.compareTo(LONGEST_SILENCE) > 0 ? LONGEST_SILENCE : renewal;
  }

  private static Duration parsed(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return SHORTEST;
    }
    long count = Long.parseLong(matcher.group(1));
    Duration given =
        matcher.group(2).equals("h") ? Duration.ofHours(count) : Duration.ofMinutes(count);
    return given.compareTo(SHORTEST) < 0 ? SHORTEST : given;
  }
}
