// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.exemption;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyExemption;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.metrics.Metric;
import dev.modelsigning.text.Printable;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells which exemptions of a policy have ended or end within {@link #NOTICE}, and counts them in a
 * metric. One whose end cannot be read has ended: it exempts nothing.
 */
@Singleton
public class ExemptionEnds {
  /** So long before its end an exemption is told of, here as at admission. */
  public static final Duration NOTICE = Duration.ofDays(7);

  /** Names in one message; it says how many more there are. */
  private static final int NAMED = 10;

  private final Map<String, Integer> ending = new ConcurrentHashMap<>();

  /** Constructed by the container. */
  public ExemptionEnds(MeterRegistry meters) {
    Metric.EXEMPTIONS_ENDING.gauge(
        meters, ending, counts -> counts.values().stream().mapToInt(count -> count).sum());
  }

  /**
   * What there is to say about the exemptions of a policy.
   *
   * @param reason also tells whether all of them last
   * @param message one sentence for people
   */
  public record Finding(Reason reason, String message) {}

  /**
   * Looks at a policy.
   *
   * @param policies names of all policies; the metric forgets others
   * @return empty for a policy without exemptions
   */
  public Optional<Finding> of(ClusterModelTrustPolicy policy, Set<String> policies, Instant now) {
    List<PolicyExemption> all =
        policy.getSpec() == null || policy.getSpec().exemptions == null
            ? List.of()
            : policy.getSpec().exemptions;
    List<PolicyExemption> ended =
        all.stream().filter(one -> !now.isBefore(end(one.expires))).toList();
    List<PolicyExemption> soon =
        all.stream()
            .filter(one -> now.isBefore(end(one.expires)))
            .filter(one -> !now.plus(NOTICE).isBefore(end(one.expires)))
            .toList();
    ending.put(policy.getMetadata().getName(), ended.size() + soon.size());
    ending.keySet().retainAll(policies);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    if (!ended.isEmpty()) {
      return Optional.of(
          new Finding(
              Reason.ExemptionEnded,
              "these exemptions have ended and admit nothing any more: "
                  + listed(ended)
                  + (soon.isEmpty() ? "" : "; these end within seven days: " + listed(soon))));
    }
    return Optional.of(
        soon.isEmpty()
            ? new Finding(
                Reason.ExemptionsLast,
                "every exemption (" + all.size() + ") lasts more than seven days longer")
            : new Finding(
                Reason.ExemptionEnding, "these exemptions end within seven days: " + listed(soon)));
  }

  private static String listed(List<PolicyExemption> exemptions) {
    String names =
        exemptions.stream()
            .limit(NAMED)
            .map(one -> one.name + " (" + one.expires + ")")
            .map(Printable::shortened)
            .collect(Collectors.joining(", "));
    return exemptions.size() > NAMED
        ? names + " and " + (exemptions.size() - NAMED) + " more"
        : names;
  }

  private static Instant end(@Nullable String expires) {
    try {
      return expires == null ? Instant.MIN : Instant.parse(expires);
    } catch (DateTimeParseException e) {
      return Instant.MIN;
    }
  }
}
