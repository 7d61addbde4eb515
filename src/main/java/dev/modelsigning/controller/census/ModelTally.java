// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.census.Census.Reading;
import dev.modelsigning.metrics.Metric;
import dev.modelsigning.volume.NodeVerdicts;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts ModelSignatures. For one thread. */
final class ModelTally {
  private static final String NONE = "None";

  private final Map<String, List<String>> policies = new HashMap<>();
  private final Map<List<String>, Integer> byPolicy = new HashMap<>();
  private final Map<List<String>, Integer> byReason = new HashMap<>();
  private final Map<String, Instant> ends = new HashMap<>();
  private final Set<String> claims = new HashSet<>();
  private Optional<Instant> oldest = Optional.empty();

  /**
   * Counts for these policies; verdicts of others are left out.
   *
   * @param namespaced policies of namespaces, which are counted together by their modes
   */
  ModelTally(
      Collection<ClusterModelTrustPolicy> cluster, Collection<ClusterModelTrustPolicy> namespaced) {
    cluster.forEach(policy -> expect(policy, Census.labels(policy)));
    namespaced.forEach(
        policy -> expect(policy, List.of(Metric.NAMESPACED, Census.mode(policy).name())));
  }

  private void expect(ClusterModelTrustPolicy policy, List<String> labels) {
    policies.put(policy.getMetadata().getName(), labels);
    for (VerdictState verdict : VerdictState.values()) {
      byPolicy.put(labels(verdict, labels), 0);
    }
  }

  void add(ModelSignature model) {
    claimOf(model).ifPresent(claims::add);
    ModelSignatureStatus status = model.getStatus();
    boolean current =
        status != null
            && status.verdict != null
            && Objects.equals(status.observedGeneration, model.getMetadata().getGeneration());
    VerdictState overall = current ? status.verdict : VerdictState.Unknown;
    String reason = current ? Reason.of(status.reason).map(Reason::name).orElse(NONE) : NONE;
    byReason.merge(List.of(overall.name(), reason), 1, Integer::sum);
    if (status == null) {
      return;
    }
    if (overall == VerdictState.Verified) {
      measuredAt(status)
          .forEach(
              time -> oldest = oldest.map(old -> earlier(old, time)).or(() -> Optional.of(time)));
    }
    if (status.policies != null) {
      status.policies.forEach(verdict -> add(verdict, current));
    }
  }

  private void add(PolicyVerdict given, boolean current) {
    List<String> labels = given.name == null ? null : policies.get(given.name);
    if (labels == null) {
      return;
    }
    VerdictState verdict = current && given.verdict != null ? given.verdict : VerdictState.Unknown;
    byPolicy.merge(labels(verdict, labels), 1, Integer::sum);
    if (verdict == VerdictState.Verified) {
      Times.read(given.validUntil)
          .ifPresent(end -> ends.merge(labels.getFirst(), end, ModelTally::earlier));
    }
  }

  private static Instant earlier(Instant left, Instant right) {
    return left.isBefore(right) ? left : right;
  }

  private static Stream<Instant> measuredAt(ModelSignatureStatus status) {
    Stream<@Nullable MeasurementStatus> whole =
        Stream.of(status.standing == null ? status.measurement : status.standing);
    Stream<@Nullable MeasurementStatus> onNodes =
        NodeVerdicts.of(status).stream()
            .map(node -> node.standing == null ? node.measurement : node.standing);
    return Stream.concat(whole, onNodes)
        .filter(Objects::nonNull)
        .flatMap(run -> Times.read(run.completedAt).stream());
  }

  /** Namespace, '/' and name of the claims that are named by what was counted. */
  Set<String> declaredClaims() {
    return Set.copyOf(claims);
  }

  private static Optional<String> claimOf(ModelSignature model) {
    return Optional.ofNullable(model.getSpec())
        .map(spec -> spec.source)
        .map(source -> source.persistentVolumeClaim)
        .map(claim -> model.getMetadata().getNamespace() + "/" + claim.claimName);
  }

  Map<Metric, List<Reading>> readings() {
    return Map.of(
        Metric.MODELS,
        counted(byPolicy),
        Metric.RESOURCES,
        counted(byReason),
        Metric.VERDICT_EXPIRY,
        ends.entrySet().stream()
            .map(end -> new Reading(Census.seconds(end.getValue()), List.of(end.getKey())))
            .toList(),
        Metric.OLDEST_MEASUREMENT,
        oldest.map(time -> new Reading(Census.seconds(time), List.of())).stream().toList());
  }

  private static List<Reading> counted(Map<List<String>, Integer> counts) {
    return counts.entrySet().stream()
        .map(count -> new Reading(count.getValue(), count.getKey()))
        .toList();
  }

  private static List<String> labels(VerdictState verdict, List<String> policy) {
    return List.of(verdict.name(), policy.get(0), policy.get(1));
  }
}
