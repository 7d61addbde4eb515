// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.ExemptClaim;
import dev.modelsigning.api.v1alpha1.ExemptPods;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.PolicyExemption;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.AdmissionDecision.Used;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodOS;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not verified is admitted for a time, by the word of the policy, and never silently. */
class ExemptionTest {
  private static final String CONTENT = "sha256:" + "ab".repeat(32);

  private final FakeCluster cluster = new FakeCluster();

  @BeforeEach
  void nothingIsVerified() {
    cluster.signature().getStatus().signatures.getFirst().contentMatches = false;
  }

  private AdmissionDecision decide(Pod pod) {
    Clock clock = Clock.fixed(FakeCluster.NOW, ZoneOffset.UTC);
    return new PodDecision(cluster, clock, Set.of()).decide(Pods.create(pod));
  }

  private Allowed allowed(Pod pod) {
    AdmissionDecision decision = decide(pod);
    assertThat(decision).isAllowed();
    return (Allowed) decision;
  }

  static PolicyExemption exemption(Duration left) {
    var exemption = new PolicyExemption();
    exemption.name = "nightly";
    exemption.reason = "signed from release 7 on";
    exemption.approver = "security-team";
    exemption.expires = FakeCluster.NOW.plus(left).toString();
    return exemption;
  }

  private static PolicyExemption ofClaim(Duration left, String namespace, String claim) {
    PolicyExemption exemption = exemption(left);
    var source = new ExemptClaim();
    source.namespace = namespace;
    source.claimName = claim;
    exemption.sources = List.of(source);
    return exemption;
  }

  private static PolicyExemption ofClaim(Duration left) {
    return ofClaim(left, FakeCluster.NAMESPACE, FakeCluster.CLAIM);
  }

  static PolicyExemption ofPods(String namespace) {
    PolicyExemption exemption = exemption(Duration.ofDays(30));
    exemption.pods = new ExemptPods();
    exemption.pods.namespaces = List.of(namespace);
    return exemption;
  }

  static PolicyExemption ofNames(String prefix) {
    PolicyExemption exemption = ofPods(FakeCluster.NAMESPACE);
    exemption.pods.namePrefix = prefix;
    return exemption;
  }

  @Test
  void exemptedClaimIsServedOnWindowsToo() {
    Pod pod = Pods.server();
    pod.getSpec().setOs(new PodOS("windows"));
    assertThat(decide(pod)).isDenied("mounted in a pod for Windows");
    declare(ofClaim(Duration.ofDays(30)));
    assertThat(decide(pod)).isAllowed();
  }

  private void declare(PolicyExemption... exemptions) {
    cluster.policy().getSpec().exemptions = List.of(exemptions);
  }

  @Test
  void admitsAnExemptClaimWithAWarningAnAuditAnnotationAndAUse() {
    declare(ofClaim(Duration.ofDays(30)));

    Allowed allowed = allowed(Pods.server());

    assertThat(allowed.warnings()).hasSize(1);
    assertThat(allowed.warnings().getFirst())
        .contains("exemption nightly of policy production", "until", "security-team", "release 7")
        .doesNotContain("ends in");
    assertThat(allowed.audit().get("exempted"))
        .startsWith("production/nightly approved by security-team until")
        .contains("claim model");
    assertThat(allowed.exemptions()).containsExactly(new Used("production", "nightly"));
  }

  @Test
  void saysHowLongItLastsInItsLastSevenDays() {
    declare(ofClaim(Duration.ofDays(6).plusMinutes(1)));
    assertThat(allowed(Pods.server()).warnings().getFirst()).contains("(ends in 6 days)");

    declare(ofClaim(Duration.ofHours(5).plusMinutes(1)));
    assertThat(allowed(Pods.server()).warnings().getFirst()).contains("(ends in 5 hours)");

    declare(ofClaim(Duration.ofMinutes(12)));
    assertThat(allowed(Pods.server()).warnings().getFirst()).contains("(ends in 12 minutes)");
  }

  @Test
  void refusesFromTheInstantOfItsEndAndSaysSo() {
    declare(ofClaim(Duration.ZERO));

    assertThat(decide(Pods.server()))
        .isDenied("claim model", "exemption nightly ended at " + FakeCluster.NOW);
  }

  @Test
  void refusesWhenTheEndIsMissingOrCannotBeRead() {
    PolicyExemption endless = ofClaim(Duration.ofDays(1));
    endless.expires = null;
    declare(endless);
    assertThat(decide(Pods.server())).isDenied("no end that can be read");

    endless.expires = "tomorrow";
    assertThat(decide(Pods.server())).isDenied("no end that can be read");
  }

  @Test
  void refusesAnotherClaimAndTheClaimOfAnotherNamespace() {
    declare(
        ofClaim(Duration.ofDays(1), FakeCluster.NAMESPACE, "other"),
        ofClaim(Duration.ofDays(1), "team-b", FakeCluster.CLAIM));

    assertThat(decide(Pods.server())).isDenied("claim model");
  }

  @Test
  void laterEndOfSeveralExemptionsCounts() {
    declare(ofClaim(Duration.ofDays(-1)), ofClaim(Duration.ofDays(1)));

    assertThat(decide(Pods.server())).isAllowed();
  }

  @Test
  void exemptPodMayLoadSourcesThatCannotBeVerified() {
    Pod pod =
        Pods.pod(
            """
            containers:
            - name: server
              image: vllm
              args: ["--model", "org/model"]
              volumeMounts: [{name: m, mountPath: /mnt/models, readOnly: true}]
            volumes: [{name: m, nfs: {server: nfs.example.com, path: /models}}]
            """);
    assertThat(decide(pod)).isDenied();

    declare(ofNames("p"));

    assertThat(decide(pod)).isAllowed();
  }

  @Test
  void exemptClaimExemptsNothingElseOfThePod() {
    declare(ofClaim(Duration.ofDays(1)));
    Pod pod =
        Pods.pod(
            """
            containers:
            - name: server
              image: vllm
              args: ["--model", "org/model"]
              volumeMounts: [{name: m, mountPath: /mnt/models, readOnly: true}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """);

    assertThat(decide(pod)).isDenied("org/model");
  }

  @Test
  void readOnlyMountsAndPrivilegesHoldAllTheSame() {
    declare(ofNames("p"));
    Pod writing = Pods.server();
    writing.getSpec().getContainers().getFirst().getVolumeMounts().getFirst().setReadOnly(false);
    assertThat(decide(writing)).isDenied("writable in container server");

    Pod privileged = Pods.server();
    privileged.getSpec().setHostPID(true);
    assertThat(decide(privileged)).isDenied("undo a read-only mount");
  }

  @Test
  void neverOverridesADenial() {
    declare(ofClaim(Duration.ofDays(1)), ofNames("p"));
    cluster.signature().getStatus().manifest = new ManifestStatus();
    cluster.signature().getStatus().manifest.digest = CONTENT;
    assertThat(decide(Pods.server())).isAllowed();

    var denied = new DeniedEntry();
    denied.digest = CONTENT;
    denied.reason = "poisoned";
    cluster.policy().getSpec().deny = List.of(denied);

    assertThat(decide(Pods.server())).isDenied("poisoned");
  }

  @Test
  void anotherPolicyRefusesAllTheSame() {
    declare(ofClaim(Duration.ofDays(1)));
    cluster.policies.add(FakeCluster.policy("second", "second-uid"));

    assertThat(decide(Pods.server())).isDenied("policy second");
  }

  @Test
  void verifiedModelUsesNoExemption() {
    cluster.signature().getStatus().signatures.getFirst().contentMatches = true;
    declare(ofClaim(Duration.ofDays(1)));

    Allowed allowed = allowed(Pods.server());

    assertThat(allowed.warnings()).isEmpty();
    assertThat(allowed.exemptions()).isEmpty();
    assertThat(allowed.audit()).doesNotContainKey("exempted");
  }

  @Test
  void policyThatOnlyAuditsWarnsNobody() {
    cluster.policy().getSpec().mode = PolicyMode.Audit;
    declare(ofClaim(Duration.ofDays(1)));

    Allowed allowed = allowed(Pods.server());

    assertThat(allowed.warnings()).isEmpty();
    assertThat(allowed.audit()).containsKey("exempted").doesNotContainKey("would-refuse");
  }
}
