// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.binding.TrustNow;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import dev.modelsigning.gate.AdmissionDecision.Judged;
import dev.modelsigning.gate.AdmissionDecision.Outcome;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import dev.modelsigning.gate.AdmissionDecision.Used;
import dev.modelsigning.gate.accelerator.Accelerators;
import dev.modelsigning.gate.exemption.Exempting;
import dev.modelsigning.gate.limits.PodLimits;
import dev.modelsigning.gate.loading.ReadPod;
import dev.modelsigning.volume.MountedClaim;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether a pod may load what it mounts. It is pure: everything it knows comes from the
 * request and from a {@link ClusterView}. A pod is admitted when every model source of the pod
 * satisfies every policy that covers its namespace; a policy in Warn or Audit mode only reports
 * what it would refuse.
 */
public final class PodDecision {
  /** What a message lists of each policy at most. */
  static final int FINDINGS = 20;

  private final ClusterView cluster;
  private final Clock clock;
  private final MeasuringPods measuringPods;
  private final Set<String> exemptNamespaces;

  /**
   * @param exemptNamespaces namespaces whose pods are always admitted; the webhook configuration
   *     leaves out the same ones
   */
  public PodDecision(ClusterView cluster, Clock clock, Set<String> exemptNamespaces) {
    this.cluster = cluster;
    this.clock = clock;
    this.measuringPods = new MeasuringPods(cluster);
    this.exemptNamespaces = Set.copyOf(exemptNamespaces);
  }

  /** The answer to one request by every policy that covers its namespace. */
  public AdmissionDecision decide(PodRequest request) {
    return decide(request, new PolicyScope.Covering());
  }

  /** The answer to one request by the policies in scope. */
  public AdmissionDecision decide(PodRequest request, PolicyScope scope) {
    if (exemptNamespaces.contains(request.namespace()) || changesNothingLoaded(request)) {
      return Allowed.silently();
    }
    return switch (scope) {
      case PolicyScope.Named(var policies) -> decide(request, policies);
      case PolicyScope.Covering covering ->
          cluster
              .namespaceLabels(request.namespace())
              .map(
                  labels ->
                      decide(request, covering.policies(cluster, request.namespace(), labels)))
              .orElseGet(() -> unknownNamespace(request));
    };
  }

  /** What the first policies in scope say; empty where none judges the pod. */
  public List<PolicyAnswer> answers(PodRequest request, PolicyScope scope) {
    List<ClusterModelTrustPolicy> policies =
        exemptNamespaces.contains(request.namespace()) || measuringPods.isOne(request)
            ? List.of()
            : inScope(request.namespace(), scope).stream()
                .filter(policy -> Accelerators.concern(policy, request.pod()))
                .toList();
    Optional<String> excess =
        Optional.ofNullable(request.pod().getSpec()).flatMap(PodLimits::excess);
    return policies.stream()
        .limit(PolicyAnswer.MOST_POLICIES)
        .map(
            policy ->
                excess
                    .map(what -> answer(policy, List.of(tooLarge(policy, what)), List.of()))
                    .orElseGet(() -> answer(policy, request)))
        .toList();
  }

  /** For one decision: what is asked of a policy is found out once. */
  private PolicyRules rules() {
    SignatureLookup lookup = new SignatureLookup(new TrustNow(cluster.trust(), clock.instant()));
    return new PolicyRules(new ClaimRules(cluster, lookup), new ImageRules(cluster, lookup), clock);
  }

  private List<ClusterModelTrustPolicy> inScope(String namespace, PolicyScope scope) {
    return switch (scope) {
      case PolicyScope.Named(var policies) -> policies;
      case PolicyScope.Covering covering ->
          cluster
              .namespaceLabels(namespace)
              .map(labels -> covering.policies(cluster, namespace, labels))
              .orElse(List.of());
    };
  }

  private PolicyAnswer answer(ClusterModelTrustPolicy policy, PodRequest request) {
    PodLayout pod = PodLayout.of(request);
    PolicyRules.Ruling ruling =
        rules().ruling(policy, request, pod, claims(request, pod), pod.read());
    return answer(
        policy,
        ruling.findings(),
        ruling.lifted().values().stream().flatMap(List::stream).toList());
  }

  private static PolicyAnswer answer(
      ClusterModelTrustPolicy policy, List<Finding> objections, List<Finding> exempted) {
    return PolicyAnswer.of(
        policy.getMetadata().getName(),
        mode(policy),
        objections.stream().distinct().map(Finding::objection).toList(),
        exempted.stream().distinct().map(Finding::objection).toList());
  }

  private AdmissionDecision decide(PodRequest request, List<ClusterModelTrustPolicy> scope) {
    List<ClusterModelTrustPolicy> policies =
        scope.stream().filter(policy -> Accelerators.concern(policy, request.pod())).toList();
    if (policies.isEmpty()) {
      return Allowed.silently();
    }
    Optional<String> excess =
        Optional.ofNullable(request.pod().getSpec()).flatMap(PodLimits::excess);
    if (excess.isPresent()) {
      return tooLarge(excess.get(), policies);
    }
    return measuringPods.isOne(request) ? Allowed.silently() : judge(request, policies);
  }

  private static AdmissionDecision unknownNamespace(PodRequest request) {
    return new Denied(
        "namespace "
            + request.namespace()
            + " is not known to the webhook yet; hint: try again in a few seconds",
        Map.of("decision", "deny"));
  }

  /**
   * Whether a pod of the namespace has to be looked at at all: not where no policy covers it. A
   * namespace that is not known has to be.
   */
  public boolean concerns(String namespace) {
    return !exemptNamespaces.contains(namespace)
        && cluster
            .namespaceLabels(namespace)
            .map(
                labels ->
                    !new PolicyScope.Covering().policies(cluster, namespace, labels).isEmpty())
            .orElse(true);
  }

  private AdmissionDecision judge(PodRequest request, List<ClusterModelTrustPolicy> policies) {
    PodLayout pod = PodLayout.of(request);
    List<MountedClaim> claims = claims(request, pod);
    Map<PolicyMode, List<String>> lines = new EnumMap<>(PolicyMode.class);
    Exempting exempting = new Exempting(clock.instant(), FINDINGS);
    List<Judged> judged = new ArrayList<>();
    ReadPod read = pod.read();
    PolicyRules rules = rules();
    for (ClusterModelTrustPolicy policy : policies) {
      PolicyRules.Ruling ruling = rules.ruling(policy, request, pod, claims, read);
      for (var lifted : ruling.lifted().entrySet()) {
        var briefs = lifted.getValue().stream().map(Finding::brief).toList();
        exempting.note(mode(policy), lifted.getKey(), briefs);
      }
      judged.add(new Judged(policy, mode(policy), outcome(ruling)));
      if (ruling.findings().isEmpty()) {
        continue;
      }
      List<Finding> findings = ruling.findings().stream().distinct().toList();
      List<String> found = lines.computeIfAbsent(mode(policy), mode -> new ArrayList<>());
      findings.stream().limit(FINDINGS).map(Finding::line).forEach(found::add);
      if (findings.size() > FINDINGS) {
        found.add("and " + (findings.size() - FINDINGS) + " more findings");
      }
    }
    return answer(judged, lines, exempting);
  }

  private static Outcome outcome(PolicyRules.Ruling ruling) {
    if (!ruling.findings().isEmpty()) {
      return Outcome.REFUSED;
    }
    return ruling.lifted().isEmpty() ? Outcome.ADMITTED : Outcome.EXEMPTED;
  }

  private static List<MountedClaim> claims(PodRequest request, PodLayout pod) {
    List<MountedClaim> claims = MountedClaim.of(request.pod());
    return pod.whole()
        ? claims
        : claims.stream().filter(claim -> pod.isConcerned(claim.volumeName())).toList();
  }

  private AdmissionDecision tooLarge(String excess, List<ClusterModelTrustPolicy> policies) {
    Map<PolicyMode, List<String>> lines = new EnumMap<>(PolicyMode.class);
    for (ClusterModelTrustPolicy policy : policies) {
      lines
          .computeIfAbsent(mode(policy), mode -> new ArrayList<>())
          .add(tooLarge(policy, excess).line());
    }
    return answer(
        policies.stream().map(policy -> new Judged(policy, mode(policy), Outcome.REFUSED)).toList(),
        lines,
        new Exempting(clock.instant(), FINDINGS));
  }

  private static Finding tooLarge(ClusterModelTrustPolicy policy, String excess) {
    return new Finding(
        policy.getMetadata().getName(),
        "the pod",
        "it has " + excess,
        "a pod that can be judged as a whole",
        "split the pod");
  }

  private static AdmissionDecision answer(
      List<Judged> judged, Map<PolicyMode, List<String>> lines, Exempting exempting) {
    List<String> refused = lines.getOrDefault(PolicyMode.Enforce, List.of());
    List<String> warned = lines.getOrDefault(PolicyMode.Warn, List.of());
    List<String> audited = lines.getOrDefault(PolicyMode.Audit, List.of());
    Map<String, String> audit = new HashMap<>();
    audit.put("decision", refused.isEmpty() ? "allow" : "deny");
    audit.put(
        "policies",
        judged.stream()
            .map(one -> one.policy().getMetadata().getName())
            .collect(Collectors.joining(",")));
    List<String> noted = new ArrayList<>(warned);
    noted.addAll(audited);
    if (!noted.isEmpty()) {
      audit.put(AdmissionDecision.WOULD_REFUSE, String.join(" | ", noted));
    }
    if (!refused.isEmpty()) {
      return new Denied(String.join("\n", refused), audit, judged);
    }
    if (!exempting.audited().isEmpty()) {
      audit.put("exempted", String.join(" | ", exempting.audited()));
    }
    List<String> warnings = new ArrayList<>(exempting.warnings());
    warnings.addAll(warned);
    List<Used> used =
        exempting.used().stream()
            .map(exemption -> new Used(exemption.policy(), exemption.name()))
            .toList();
    return new Allowed(warnings, audit, used, judged);
  }

  /** Absent is Enforce: the CRD sets the default, and a missing value must not weaken a policy. */
  private static PolicyMode mode(ClusterModelTrustPolicy policy) {
    return Objects.requireNonNullElse(policy.getSpec().mode, PolicyMode.Enforce);
  }

  /**
   * An update of a pod that is being deleted, or one that changes neither images nor containers.
   */
  private static boolean changesNothingLoaded(PodRequest request) {
    if (!request.operation().equals("UPDATE")) {
      return false;
    }
    if (request.oldPod().filter(PodDecision::isBeingDeleted).isPresent()) {
      return true;
    }
    return request.subResource().isEmpty()
        && request.oldPod().isPresent()
        && images(request.pod()).equals(images(request.oldPod().get()));
  }

  private static boolean isBeingDeleted(Pod stored) {
    return stored.getMetadata().getDeletionTimestamp() != null;
  }

  private static List<String> images(Pod pod) {
    return pod.getSpec() == null
        ? List.of()
        : MountedClaim.containers(pod.getSpec()).stream().map(PodDecision::image).toList();
  }

  private static String image(Container container) {
    return container.getName() + "=" + container.getImage();
  }
}
