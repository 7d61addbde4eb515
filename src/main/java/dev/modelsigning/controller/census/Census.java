// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.binding.SignsOfLife;
import dev.modelsigning.metrics.Metric;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The gauges of the current state. The number of series grows with the policies and trusted roots
 * of the cluster, which administrators make, and not with what tenants make.
 *
 * @param readings of each gauge; one without readings has no series
 */
record Census(Map<Metric, List<Reading>> readings) {
  /** The gauges that a census fills. */
  static final Set<Metric> GAUGES =
      Set.of(
          Metric.MODELS,
          Metric.RESOURCES,
          Metric.OLDEST_MEASUREMENT,
          Metric.VERDICT_EXPIRY,
          Metric.TRUST_EXPIRY,
          Metric.CLAIMS_UNDECLARED,
          Metric.POLICY_READY,
          Metric.POLICY_IN_FORCE,
          Metric.POLICY_IMPACT,
          Metric.HEARTBEAT,
          Metric.POLICIES_STALE,
          Metric.ROOT_READY,
          Metric.ROOT_REFRESH,
          Metric.ROOT_REFRESH_FAILURES,
          Metric.STATE_TAKEN);

  /**
   * The value of one series.
   *
   * @param labels values in the order of the metric's labels
   */
  record Reading(double value, List<String> labels) {
    Reading {
      labels = List.copyOf(labels);
    }
  }

  Census {
    readings = Map.copyOf(readings);
  }

  /**
   * Counts.
   *
   * @param models what the last census counted
   * @param exempt namespaces that no policy covers
   */
  static Census of(Known known, CountedModels models, Set<String> exempt, Instant now) {
    var readings = new EnumMap<Metric, List<Reading>>(Metric.class);
    readings.putAll(models.readings(known, exempt));
    ofPolicies(known, now, readings);
    ofRoots(known, readings);
    readings.put(Metric.STATE_TAKEN, List.of(new Reading(seconds(now), List.of())));
    return new Census(readings);
  }

  private static void ofPolicies(Known known, Instant now, Map<Metric, List<Reading>> readings) {
    List<ClusterModelTrustPolicy> policies = known.policies();
    for (ClusterModelTrustPolicy policy : policies) {
      List<String> labels = labels(policy);
      var status = policy.getStatus();
      List<Condition> conditions = status == null ? null : status.conditions;
      add(readings, Metric.POLICY_READY, flag(conditions, ConditionType.Ready), labels);
      add(readings, Metric.POLICY_IN_FORCE, flag(conditions, ConditionType.InForce), labels);
      if (status != null && status.impact != null && status.impact.refusedPods != null) {
        add(readings, Metric.POLICY_IMPACT, status.impact.refusedPods, labels);
      }
      known
          .trustEnd(policy)
          .ifPresent(
              end ->
                  add(
                      readings,
                      Metric.TRUST_EXPIRY,
                      seconds(end),
                      List.of("ClusterModelTrustPolicy", labels.getFirst())));
    }
    SignsOfLife.oldest(policies)
        .ifPresent(oldest -> add(readings, Metric.HEARTBEAT, seconds(oldest), List.of()));
    add(readings, Metric.POLICIES_STALE, (double) SignsOfLife.stale(policies, now), List.of());
  }

  private static void ofRoots(Known known, Map<Metric, List<Reading>> readings) {
    known
        .roots()
        .forEach(
            root -> {
              String name = root.getMetadata().getName();
              var status = root.getStatus();
              List<Condition> conditions = status == null ? null : status.conditions;
              add(
                  readings,
                  Metric.ROOT_READY,
                  flag(conditions, ConditionType.Ready),
                  List.of(name));
              if (status == null) {
                return;
              }
              int failures = Objects.requireNonNullElse(status.refreshFailures, 0);
              add(readings, Metric.ROOT_REFRESH_FAILURES, failures, List.of(name));
              Times.read(status.lastRefresh)
                  .ifPresent(
                      last -> add(readings, Metric.ROOT_REFRESH, seconds(last), List.of(name)));
              RootEnd.of(status)
                  .ifPresent(
                      end ->
                          add(
                              readings,
                              Metric.TRUST_EXPIRY,
                              seconds(end),
                              List.of("ModelTrustRoot", name)));
            });
  }

  /** Unix time. */
  static double seconds(Instant time) {
    return (double) time.getEpochSecond();
  }

  /** Name and mode of a policy of the cluster. */
  static List<String> labels(ClusterModelTrustPolicy policy) {
    return List.of(policy.getMetadata().getName(), mode(policy).name());
  }

  /** Absent is Enforce, as at admission. */
  static PolicyMode mode(ClusterModelTrustPolicy policy) {
    return policy.getSpec() == null
        ? PolicyMode.Enforce
        : Objects.requireNonNullElse(policy.getSpec().mode, PolicyMode.Enforce);
  }

  private static int flag(@Nullable List<Condition> conditions, ConditionType type) {
    return Stream.ofNullable(conditions)
            .flatMap(List::stream)
            .filter(condition -> ConditionType.of(condition.getType()).equals(Optional.of(type)))
            .anyMatch(condition -> KubernetesWords.TRUE.equals(condition.getStatus()))
        ? 1
        : 0;
  }

  private static void add(
      Map<Metric, List<Reading>> readings, Metric metric, double value, List<String> labels) {
    readings.computeIfAbsent(metric, first -> new ArrayList<>()).add(new Reading(value, labels));
  }
}
