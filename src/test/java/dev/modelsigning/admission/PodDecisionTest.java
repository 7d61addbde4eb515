package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.AdmissionDecision.Allowed;
import dev.modelsigning.admission.AdmissionDecision.Denied;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.ReadOnlyRequirement;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final FakeCluster cluster = new FakeCluster();
  private final PodDecision decision =
      new PodDecision(
          cluster,
          Clock.fixed(NOW, ZoneOffset.UTC),
          Set.of("kube-system", "model-signature-system"));

  private AdmissionDecision decide(Pod pod) {
    return decision.decide(Pods.create(pod));
  }

  private void assertDenied(Pod pod, String... parts) {
    assertThat(decide(pod))
        .isInstanceOfSatisfying(
            Denied.class, denied -> assertThat(denied.message()).contains(parts));
  }

  private static Pod mounting(String mount, String volume) {
    return Pods.pod(
        """
        containers:
        - name: server
          image: vllm
          volumeMounts: [{name: m, mountPath: /mnt/models, %s}]
        volumes: [{name: m, %s}]
        """
            .formatted(mount, volume));
  }

  @Test
  void admitsVerifiedClaimMountedReadOnly() {
    assertThat(decide(Pods.server())).isInstanceOf(Allowed.class);
  }

  @Test
  void refusesClaimWithoutModelSignature() {
    cluster.signatures.clear();
    assertDenied(
        Pods.server(),
        "container server",
        "model claim model",
        "has no ModelSignature",
        "policy production",
        "a signature by release-key",
        "kubectl get modelsignatures -n team-a");
  }

  @Test
  void refusesRejectedClaimAndSaysWhy() {
    var verdict = cluster.signature().getStatus().policies.getFirst();
    verdict.verdict = VerdictState.Rejected;
    verdict.reason = "ContentMismatch";
    verdict.message = "changed: model.safetensors";
    assertDenied(
        Pods.server(),
        "Rejected (ContentMismatch): changed: model.safetensors",
        "kubectl describe modelsignature -n team-a minilm");
  }

  @Test
  void refusesWhileVerifyingAndTellsHowFar() {
    var status = cluster.signature().getStatus();
    status.verdict = VerdictState.Unknown;
    status.reason = "Measuring";
    status.policies = null;
    status.progress = new ProgressStatus();
    status.progress.percent = 43;
    assertDenied(Pods.server(), "Unknown (Measuring, verifying 43%)");
  }

  @Test
  void refusesStatusOfAnOlderGeneration() {
    cluster.signature().getMetadata().setGeneration(9L);
    assertDenied(Pods.server(), "was changed and is not checked yet");
  }

  @Test
  void refusesVerdictOfAnOlderPolicy() {
    cluster.policy().getMetadata().setGeneration(4L);
    assertDenied(Pods.server(), "not checked yet against the policy as it is now");
  }

  @Test
  void refusesVerdictOfARecreatedPolicyOfTheSameName() {
    cluster.policy().getMetadata().setUid("another");
    assertThat(decide(Pods.server())).isInstanceOf(Denied.class);
  }

  @Test
  void refusesWhenAnotherVolumeIsBehindTheClaim() {
    cluster.identities.put(
        FakeCluster.CLAIM, new VolumeIdentity("sha256:bb", "claim-uid", "pv2", "pv2-uid"));
    assertDenied(Pods.server(), "speaks of another volume than the claim has now");
  }

  @Test
  void refusesUnboundClaim() {
    cluster.identities.clear();
    assertDenied(Pods.server(), "does not exist or is not bound");
  }

  @Test
  void refusesSignatureThatNobodyHasLookedAt() {
    cluster.signature().setStatus(null);
    assertDenied(Pods.server(), "has not been looked at yet");
  }

  @Test
  void refusesVerdictWhoseCertificateHasExpired() {
    cluster.signature().getStatus().policies.getFirst().validUntil = NOW.toString();
    assertDenied(Pods.server(), "certificate that has expired");
  }

  @Test
  void refusesVerdictWithAnUnreadableEnd() {
    cluster.signature().getStatus().policies.getFirst().validUntil = "tomorrow";
    assertThat(decide(Pods.server())).isInstanceOf(Denied.class);
  }

  @Test
  void admitsVerdictThatHoldsUntilLater() {
    cluster.signature().getStatus().policies.getFirst().validUntil = NOW.plusSeconds(1).toString();
    assertThat(decide(Pods.server())).isInstanceOf(Allowed.class);
  }

  @Test
  void refusesWritableMount() {
    assertDenied(
        mounting("readOnly: false", "persistentVolumeClaim: {claimName: model}"),
        "is writable in container server",
        "readOnly: true");
  }

  @Test
  void admitsWritableMountOfAReadOnlyVolume() {
    assertThat(
            decide(
                mounting(
                    "readOnly: false",
                    "persistentVolumeClaim: {claimName: model, readOnly: true}")))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void refusesReadOnlyMountWhereThePolicyWantsAReadOnlyVolume() {
    cluster.policy().getSpec().requirements = new PolicyRequirements();
    cluster.policy().getSpec().requirements.readOnly = ReadOnlyRequirement.Volume;
    assertDenied(Pods.server(), "not read-only as a volume", "persistentVolumeClaim.readOnly");
  }

  @Test
  void refusesSiblingDirectoryOfTheVerifiedOne() {
    cluster.signature().getSpec().source.persistentVolumeClaim.subPath = "v1";
    cluster.signature().getStatus().volume.subPath = "v1";
    assertDenied(
        mounting("readOnly: true, subPath: v10", "persistentVolumeClaim: {claimName: model}"),
        "covers only the directory v1, but v10 is mounted");
    assertDenied(Pods.server(), "covers only the directory v1, but the whole volume is mounted");
  }

  @Test
  void admitsDirectoryBelowTheVerifiedOne() {
    cluster.signature().getSpec().source.persistentVolumeClaim.subPath = "v1";
    cluster.signature().getStatus().volume.subPath = "v1";
    assertThat(
            decide(
                mounting(
                    "readOnly: true, subPath: v1/onnx",
                    "persistentVolumeClaim: {claimName: model}")))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void refusesDeclaredButUnmountedClaimThatIsVerifiedInPart() {
    cluster.signature().getSpec().source.persistentVolumeClaim.subPath = "v1";
    cluster.signature().getStatus().volume.subPath = "v1";
    assertDenied(
        Pods.pod(
            """
            containers: [{name: server, image: vllm}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model, readOnly: true}}]
            """),
        "the whole volume is mounted");
  }

  @Test
  void refusesSubPathExpr() {
    assertDenied(
        mounting(
            "readOnly: true, subPathExpr: $(POD)", "persistentVolumeClaim: {claimName: model}"),
        "subPathExpr",
        "plain subPath");
  }

  @Test
  void refusesRawBlockDevice() {
    assertDenied(
        Pods.pod(
            """
            containers: [{name: server, image: vllm, volumeDevices: [{name: m, devicePath: /dev/m}]}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """),
        "raw block device");
  }

  @Test
  void judgesInitAndEphemeralContainersToo() {
    assertDenied(
        Pods.pod(
            """
            initContainers:
            - {name: fetch, image: i, volumeMounts: [{name: m, mountPath: /x}]}
            containers: [{name: server, image: vllm}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """),
        "writable in container fetch");
    assertDenied(
        Pods.pod(
            """
            containers: [{name: server, image: vllm}]
            ephemeralContainers:
            - {name: debug, image: i, volumeMounts: [{name: m, mountPath: /x}]}
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """),
        "writable in container debug");
  }

  @Test
  void leavesScratchClaimsAlone() {
    cluster.signatures.clear();
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.scratchClaims = List.of("mod*");
    assertThat(decide(Pods.server())).isInstanceOf(Allowed.class);
    cluster.policy().getSpec().models.scratchClaims = List.of("mode", "*");
    assertThat(decide(Pods.server())).isInstanceOf(Denied.class);
  }

  @Test
  void everyPolicyOfTheNamespaceMustBeSatisfied() {
    cluster.policies.add(FakeCluster.policy("second", "second-uid"));
    assertDenied(Pods.server(), "policy second");
  }

  @Test
  void warnModeAdmitsAndWarns() {
    cluster.signatures.clear();
    cluster.policy().getSpec().mode = PolicyMode.Warn;
    assertThat(decide(Pods.server()))
        .isInstanceOfSatisfying(
            Allowed.class, allowed -> assertThat(allowed.warnings()).hasSize(1));
  }

  @Test
  void auditModeAdmitsAndOnlyAnnotates() {
    cluster.signatures.clear();
    cluster.policy().getSpec().mode = PolicyMode.Audit;
    assertThat(decide(Pods.server()))
        .isInstanceOfSatisfying(
            Allowed.class,
            allowed -> {
              assertThat(allowed.warnings()).isEmpty();
              assertThat(allowed.audit().get("would-refuse")).contains("has no ModelSignature");
            });
  }

  @Test
  void policyWithoutModeEnforces() {
    cluster.signatures.clear();
    cluster.policy().getSpec().mode = null;
    assertThat(decide(Pods.server())).isInstanceOf(Denied.class);
  }

  @Test
  void namespacesThatNoPolicySelectsAreFree() {
    cluster.signatures.clear();
    cluster.namespaces.put(FakeCluster.NAMESPACE, Map.of("models", "none"));
    assertThat(decide(Pods.server())).isInstanceOf(Allowed.class);
  }

  @Test
  void unknownNamespaceIsRefused() {
    cluster.namespaces.clear();
    assertDenied(Pods.server(), "is not known to the webhook yet");
  }

  @Test
  void exemptNamespacesAreNeverJudged() {
    cluster.signatures.clear();
    var request = new PodRequest("CREATE", "", "kube-system", "u", Pods.server(), Optional.empty());
    assertThat(decision.decide(request)).isInstanceOf(Allowed.class);
  }

  @Test
  void updateOfLabelsIsNotJudgedButOfAnImageIs() {
    cluster.signatures.clear();
    Pod old = Pods.server();
    Pod labelled = new PodBuilder(old).editMetadata().addToLabels("a", "b").endMetadata().build();
    Pod swapped =
        new PodBuilder(old)
            .editSpec()
            .editContainer(0)
            .withImage("x")
            .endContainer()
            .endSpec()
            .build();
    assertThat(decision.decide(update("", labelled, old))).isInstanceOf(Allowed.class);
    assertThat(decision.decide(update("", swapped, old))).isInstanceOf(Denied.class);
    assertThat(decision.decide(update("ephemeralcontainers", old, old))).isInstanceOf(Denied.class);
  }

  @Test
  void podThatIsGoingAwayMayBeUpdated() {
    cluster.signatures.clear();
    Pod going =
        new PodBuilder(Pods.server())
            .editMetadata()
            .withDeletionTimestamp("2026-11-21T10:00:00Z")
            .endMetadata()
            .build();
    assertThat(decision.decide(update("ephemeralcontainers", going, Pods.server())))
        .isInstanceOf(Allowed.class);
  }

  private static PodRequest update(String subResource, Pod pod, Pod old) {
    return new PodRequest("UPDATE", subResource, FakeCluster.NAMESPACE, "u", pod, Optional.of(old));
  }
}
