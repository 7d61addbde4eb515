// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.controller.census.Census.Reading;
import dev.modelsigning.metrics.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Counts models and claims, which are many, and counts them again only when something that the
 * count is made from has changed. For one thread.
 */
final class CountedModels {
  private Optional<From> from = Optional.empty();
  private Map<Metric, List<Reading>> readings = Map.of();

  /** What a count is made from. */
  private record From(long caches, List<String> policies) {
    static From of(Known known) {
      return new From(
          known.state(),
          Stream.concat(known.policies().stream(), known.namespacedPolicies().stream())
              .map(From::version)
              .sorted()
              .toList());
    }

    private static String version(ClusterModelTrustPolicy policy) {
      var metadata = policy.getMetadata();
      return String.join(
          " ",
          metadata.getName(),
          metadata.getUid(),
          String.valueOf(metadata.getGeneration()),
          Census.mode(policy).name());
    }
  }

  /**
   * The readings of models and claims.
   *
   * @param exempt namespaces that no policy covers
   */
  Map<Metric, List<Reading>> readings(Known known, Set<String> exempt) {
    From now = From.of(known);
    if (!from.equals(Optional.of(now))) {
      readings = counted(known, exempt);
      from = Optional.of(now);
    }
    return readings;
  }

  private static Map<Metric, List<Reading>> counted(Known known, Set<String> exempt) {
    var models = new ModelTally(known.policies(), known.namespacedPolicies());
    known.models().forEach(models::add);
    Map<Metric, List<Reading>> counted = new HashMap<>(models.readings());
    counted.put(
        Metric.CLAIMS_UNDECLARED, UndeclaredClaims.of(known, models.declaredClaims(), exempt));
    return Map.copyOf(counted);
  }
}
