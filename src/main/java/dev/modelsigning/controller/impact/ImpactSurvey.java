// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ImpactStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.controller.SmallPods;
import dev.modelsigning.gate.AdmissionDecision;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.PodRequest;
import dev.modelsigning.gate.PolicyScope;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.NearMiss;
import dev.modelsigning.selector.Selection;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Counts the running pods that each policy would refuse if they were created now, with the decision
 * of the webhook. It reads the API in pages and keeps one namespace at a time, besides volumes,
 * platforms of nodes and images.
 */
final class ImpactSurvey {
  /** Pods that one survey examines; the result says when there are more. */
  static final int MOST_PODS = 20_000;

  private static final String PHASE = "status.phase";

  /** How far the clocks of this process and of the API server may be apart. */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private static final Logger LOG = Logger.getLogger(ImpactSurvey.class);

  private final KubernetesClient client;
  private final Clock clock;
  private final Set<String> exempt;
  private final Function<String, List<SmallPods.Ended>> endedPods;
  private final Teller teller;
  private volatile Instant lastBegun = Instant.MAX;

  /** Says what a policy would refuse. */
  interface Teller {
    /**
     * Says it of one pod: of the first ten of a policy in one survey, of ten more that have come
     * since the survey before, and of ten that have ended since, up to three of a namespace.
     *
     * @param policy by which it would be refused, in mode Warn or Audit
     * @param answer what the policy says in mode Enforce, with at least one objection
     * @return false when it was told before
     */
    boolean tell(Pod pod, ClusterModelTrustPolicy policy, PolicyAnswer answer);
  }

  ImpactSurvey(KubernetesClient client, Clock clock, Set<String> exempt) {
    this(client, clock, exempt, namespace -> List.of(), (pod, policy, answer) -> true);
  }

  /**
   * @param endedPods those of a namespace that have ended since it was asked last for it
   * @param teller hears of the pods that a policy which only warns or audits would refuse
   */
  ImpactSurvey(
      KubernetesClient client,
      Clock clock,
      Set<String> exempt,
      Function<String, List<SmallPods.Ended>> endedPods,
      Teller teller) {
    this.endedPods = endedPods;
    this.teller = teller;
    this.client = client;
    this.clock = clock;
    this.exempt = Set.copyOf(exempt);
  }

  /**
   * Examines all namespaces.
   *
   * @return the impact of each policy, by its name
   * @throws KubernetesClientException when the namespaces cannot be listed
   */
  Map<String, ImpactStatus> of(Collection<ClusterModelTrustPolicy> policies) {
    List<PolicyTally> tallies =
        policies.stream().map(policy -> new PolicyTally(policy, enforcing(policy))).toList();
    var seen = new Seen(new SurveyedCluster(client), lastBegun, new AtomicBoolean());
    Instant begins = clock.instant();
    Set<NearMiss.Wanted> wanted =
        tallies.stream()
            .flatMap(tally -> NearMiss.wanted(tally.selector()).stream())
            .collect(Collectors.toUnmodifiableSet());
    var left = new AtomicInteger(MOST_PODS);
    Pages.forEach(
        client.namespaces(),
        (Namespace namespace) -> {
          List<PolicyTally> covering =
              tallies.stream().filter(tally -> covers(tally.enforcing(), namespace)).toList();
          covering.forEach(PolicyTally::covers);
          passOver(namespace, tallies, covering, wanted);
          if (!covering.isEmpty()) {
            examine(namespace.getMetadata().getName(), covering, seen, left);
          }
        });
    if (!seen.missed().get() || lastBegun.equals(Instant.MAX)) {
      lastBegun = begins;
    }
    return tallies.stream()
        .collect(
            Collectors.toMap(
                tally -> tally.enforcing().getMetadata().getName(), tally -> tally.result(begins)));
  }

  private void passOver(
      Namespace namespace,
      List<PolicyTally> tallies,
      List<PolicyTally> covering,
      Set<NearMiss.Wanted> wanted) {
    String name = namespace.getMetadata().getName();
    Map<String, String> labels = namespace.getMetadata().getLabels();
    if (!exempt.contains(name) && labels != null) {
      tallies.stream()
          .filter(tally -> !covering.contains(tally))
          .forEach(tally -> tally.passesOver(name, labels, wanted));
    }
  }

  private ClusterModelTrustPolicy enforcing(ClusterModelTrustPolicy policy) {
    ClusterModelTrustPolicy copy = client.getKubernetesSerialization().clone(policy);
    copy.getSpec().mode = PolicyMode.Enforce;
    return copy;
  }

  private boolean covers(ClusterModelTrustPolicy policy, Namespace namespace) {
    var match = policy.getSpec().match;
    return match != null
        && !exempt.contains(namespace.getMetadata().getName())
        && switch (LabelSelection.of(
            match.namespaceSelector,
            Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of()))) {
          case Selection.Selected _, Selection.CannotTell _ -> true;
          case Selection.NotSelected _ -> false;
        };
  }

  private void examine(String namespace, List<PolicyTally> tallies, Seen seen, AtomicInteger left) {
    try {
      NamespaceView view =
          seen.cluster()
              .view(namespace, signature -> tallies.forEach(tally -> tally.add(signature)));
      tallies.forEach(tally -> tally.add(namespace, view));
      var decision = new PodDecision(view, clock, exempt);
      Pages.forEach(
          client
              .pods()
              .inNamespace(namespace)
              .withoutField(PHASE, KubernetesWords.SUCCEEDED)
              .withoutField(PHASE, KubernetesWords.FAILED),
          (Pod pod) -> {
            if (!isRunning(pod)) {
              return;
            }
            if (left.getAndDecrement() > 0) {
              tallies.forEach(tally -> judge(decision, namespace, pod, tally, seen));
            } else {
              tallies.forEach(PolicyTally::leaveOut);
            }
          });
      tellOfEnded(namespace, decision, tallies);
    } catch (KubernetesClientException e) {
      seen.missed().set(true);
      LOG.debugf("namespace=%s the survey leaves it out: %s", namespace, e.getMessage());
      tallies.forEach(PolicyTally::leaveOut);
    }
  }

  /**
   * What a survey knows of the whole cluster.
   *
   * @param before when the last survey began that missed nothing
   * @param missed whether a namespace could not be read
   */
  private record Seen(SurveyedCluster cluster, Instant before, AtomicBoolean missed) {

    /** Whether the last survey may have missed it; it may have seen it too. */
    boolean isNew(Pod pod) {
      String created = pod.getMetadata().getCreationTimestamp();
      return created != null && Instant.parse(created).isAfter(before.minus(CLOCKS_DIFFER));
    }
  }

  private void judge(
      PodDecision decision, String namespace, Pod pod, PolicyTally tally, Seen seen) {
    if (!isExamined(namespace, pod, () -> count(decision, namespace, pod, tally, seen))) {
      tally.leaveOut();
    }
  }

  /** Whatever somebody writes into a pod, the other ones are looked at. */
  private static boolean isExamined(String namespace, Pod pod, Runnable examination) {
    try {
      examination.run();
      return true;
    } catch (KubernetesClientException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warnf(
          "namespace=%s pod=%s the survey leaves it out: %s",
          namespace, pod.getMetadata().getName(), e);
      return false;
    }
  }

  private void count(
      PodDecision decision, String namespace, Pod pod, PolicyTally tally, Seen seen) {
    PodRequest request = created(namespace, pod);
    switch (decision.decide(request, new PolicyScope.Named(List.of(tally.enforcing())))) {
      case AdmissionDecision.Denied _ -> {
        boolean isNamed = tally.refuses(namespace, pod.getMetadata().getName());
        boolean isWanted = isNamed || (seen.isNew(pod) && tally.hasRoomForNewPods());
        if (isWanted && tally.tells() && tell(decision, request, tally) && !isNamed) {
          tally.newPodIsTold();
        }
      }
      case AdmissionDecision.Allowed _ -> tally.admits();
    }
  }

  private static PodRequest created(String namespace, Pod pod) {
    return new PodRequest("CREATE", PodRequest.BINDING, namespace, "", pod, Optional.empty());
  }

  /** Returns false when there is nothing to tell, or it was told before. */
  private boolean tell(PodDecision decision, PodRequest request, PolicyTally tally) {
    return decision.answers(request, new PolicyScope.Named(List.of(tally.enforcing()))).stream()
        .filter(answer -> !answer.objections().isEmpty())
        .anyMatch(answer -> teller.tell(request.pod(), tally.policy(), answer));
  }

  /** No survey may have seen them run; they count no more. */
  private void tellOfEnded(String namespace, PodDecision decision, List<PolicyTally> tallies) {
    for (SmallPods.Ended ended : endedPods.apply(namespace)) {
      List<PolicyTally> telling =
          tallies.stream()
              .filter(tally -> tally.tells() && tally.hasRoomForEnded(namespace))
              .toList();
      if (telling.isEmpty()) {
        return;
      }
      Pod pod = client.pods().inNamespace(namespace).withName(ended.name()).get();
      if (pod != null && ended.uid().equals(pod.getMetadata().getUid())) {
        telling.forEach(tally -> tellOfEnded(namespace, decision, pod, tally));
      }
    }
  }

  private void tellOfEnded(String namespace, PodDecision decision, Pod pod, PolicyTally tally) {
    var unused =
        isExamined(
            namespace,
            pod,
            () -> {
              if (tell(decision, created(namespace, pod), tally)) {
                tally.endedIsTold(namespace);
              }
            });
  }

  /** The operator's own pods, which read models before there is a verdict, do not count. */
  private static boolean isRunning(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && !pod.getMetadata().getName().startsWith(ApiGroup.MEASURING_PREFIX);
  }
}
