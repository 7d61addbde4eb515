// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.gate.Scratch;
import dev.modelsigning.selector.NearMiss;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts for one policy during a survey. For one thread. */
final class PolicyTally {
  private static final int NAMED = 10;
  private static final int MISSES = 3;
  private static final int UNDECLARED = 20;
  private static final int ENDED_OF_NAMESPACE = 3;

  private final ClusterModelTrustPolicy policy;
  private final ClusterModelTrustPolicy enforcing;
  private final List<String> names = new ArrayList<>();
  private int examined;
  private int refused;
  private int newlyTold;
  private int endedTold;
  private final Map<String, Integer> endedOf = new HashMap<>();
  private int namespaces;
  private int verified;
  private int rejected;
  private int unknown;
  private final List<String> nearMisses = new ArrayList<>();
  private final List<String> mistyped = new ArrayList<>();
  private final List<String> undeclaredClaims = new ArrayList<>();
  private int undeclared;
  private boolean complete = true;

  /**
   * @param policy as it is
   * @param enforcing as it would be in mode Enforce
   */
  PolicyTally(ClusterModelTrustPolicy policy, ClusterModelTrustPolicy enforcing) {
    this.policy = policy;
    this.enforcing = enforcing;
  }

  ClusterModelTrustPolicy policy() {
    return policy;
  }

  ClusterModelTrustPolicy enforcing() {
    return enforcing;
  }

  /** A pod that it would refuse; returns whether it is one of the first, which are named. */
  boolean refuses(String namespace, String pod) {
    examined++;
    refused++;
    return names.size() < NAMED && names.add(namespace + "/" + pod);
  }

  /** Whether further new pods may be told of. */
  boolean hasRoomForNewPods() {
    return newlyTold < NAMED;
  }

  void newPodIsTold() {
    newlyTold++;
  }

  /** A pod that it would admit. */
  void admits() {
    examined++;
  }

  /** A namespace that the policy selects. */
  void covers() {
    namespaces++;
  }

  /** Which namespaces it selects. */
  @Nullable LabelSelector selector() {
    var match = enforcing.getSpec().match;
    return match == null ? null : match.namespaceSelector;
  }

  /** Whether it refuses nothing, so that somebody has to be told what it would refuse. */
  boolean tells() {
    return policy.getSpec().mode != null && policy.getSpec().mode != PolicyMode.Enforce;
  }

  /** Whether further pods of the namespace that have ended may be told of. */
  boolean hasRoomForEnded(String namespace) {
    return endedTold < NAMED && endedOf.getOrDefault(namespace, 0) < ENDED_OF_NAMESPACE;
  }

  void endedIsTold(String namespace) {
    endedTold++;
    endedOf.merge(namespace, 1, Integer::sum);
  }

  /**
   * A namespace that it does not select.
   *
   * @param wantedByAny what the policies want
   */
  void passesOver(String namespace, Map<String, String> labels, Set<NearMiss.Wanted> wantedByAny) {
    LabelSelector selector = selector();
    if (nearMisses.size() < MISSES) {
      NearMiss.of(selector, labels).ifPresent(label -> nearMisses.add(namespace + ": " + label));
    }
    if (mistyped.size() < MISSES) {
      NearMiss.mistyped(selector, labels, wantedByAny)
          .ifPresent(label -> mistyped.add(namespace + ": " + label));
    }
  }

  /** A ModelSignature in a namespace that it selects. */
  void add(ModelSignature signature) {
    switch (verdict(signature)) {
      case Verified -> verified++;
      case Rejected -> rejected++;
      case Unknown -> unknown++;
    }
  }

  private VerdictState verdict(ModelSignature signature) {
    String uid = enforcing.getMetadata().getUid();
    return Stream.ofNullable(signature.getStatus())
        .flatMap(status -> Stream.ofNullable(status.policies))
        .flatMap(List::stream)
        .filter(entry -> uid != null && uid.equals(entry.uid))
        .flatMap(entry -> Stream.ofNullable(entry.verdict))
        .findFirst()
        .orElse(VerdictState.Unknown);
  }

  /** The claims of a namespace that it selects. */
  void add(String namespace, NamespaceView view) {
    view.claims().keySet().stream()
        .filter(claim -> view.signatures(namespace, claim).isEmpty())
        .filter(claim -> !Scratch.names(policy, claim))
        .sorted()
        .forEach(
            claim -> {
              undeclared++;
              if (undeclaredClaims.size() < UNDECLARED) {
                undeclaredClaims.add(namespace + "/" + claim);
              }
            });
  }

  /** Something could not be examined. */
  void leaveOut() {
    complete = false;
  }

  /**
   * @param surveyed when the survey began
   */
  ImpactStatus result(Instant surveyed) {
    var status = new ImpactStatus();
    status.surveyedAt = surveyed.truncatedTo(ChronoUnit.SECONDS).toString();
    status.observedGeneration = enforcing.getMetadata().getGeneration();
    status.namespaces = namespaces;
    status.verified = verified;
    status.rejected = rejected;
    status.unknown = unknown;
    List<String> almost = namespaces == 0 ? nearMisses : mistyped;
    status.nearMisses = almost.isEmpty() ? null : List.copyOf(almost);
    status.examinedPods = examined;
    status.refusedPods = refused;
    status.complete = complete;
    status.pods = List.copyOf(names);
    status.undeclared = undeclared;
    status.undeclaredClaims = undeclaredClaims.isEmpty() ? null : List.copyOf(undeclaredClaims);
    return status;
  }
}
