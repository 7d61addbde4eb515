// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static dev.modelsigning.testing.AdmissionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.IgnoredKind;
import dev.modelsigning.api.v1alpha1.IgnoredPathStatus;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.gate.AdmissionDecision.Denied;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodDecisionTest {
  private static final Instant NOW = FakeCluster.NOW;

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
    assertThat(decide(pod)).isDenied(parts);
  }

  private AcceptedBy accepted() {
    return cluster.signature().getStatus().signatures.getFirst().acceptedBy.getFirst();
  }

  @Test
  void admitsVerifiedClaimMountedReadOnly() {
    assertThat(decide(Pods.server())).isAllowed();
  }

  @Test
  void refusesClaimWithoutModelSignature() {
    cluster.signatures.clear();
    assertDenied(
        Pods.server(),
        "container server",
        "claim model: no ModelSignature names it",
        "policy production requires",
        "a signature by release-key",
        "hint: if it holds a model, create one: echo"
            + " '{\"apiVersion\":\"modelsigning.dev/v1alpha1\",\"kind\":\"ModelSignature\","
            + "\"metadata\":{\"name\":\"model\",\"namespace\":\"team-a\"},"
            + "\"spec\":{\"source\":{\"persistentVolumeClaim\":{\"claimName\":\"model\"}}}}'"
            + " | kubectl apply -f -");
  }

  @Test
  void refusalOfAClaimThatDoesNotExistSaysSo() {
    cluster.signatures.clear();
    cluster.identities.clear();
    assertDenied(
        Pods.server(),
        "claim model: no ModelSignature names it",
        "no bound claim of this name was found, and kubectl get persistentvolumeclaims -n team-a");
  }

  @Test
  void refusesRejectedClaimAndSaysWhy() {
    var verdict = cluster.signature().getStatus().policies.getFirst();
    verdict.verdict = VerdictState.Rejected;
    verdict.reason = "ContentMismatch";
    verdict.message = "changed: model.safetensors";
    cluster.signature().getStatus().signatures.getFirst().contentMatches = false;
    assertDenied(
        Pods.server(),
        "Rejected (ContentMismatch): changed: model.safetensors",
        "hint: Restore the files, or sign the model again. Then kubectl oms measure -n team-a minilm. See kubectl describe modelsignature -n team-a minilm");
  }

  @Test
  void refusesContentAtIgnoredPathsUntilThePolicyNamesThem() {
    var found = new IgnoredPathStatus();
    found.path = ".git";
    found.kind = IgnoredKind.Folder;
    found.files = 12L;
    cluster.signature().getStatus().manifest = new ManifestStatus();
    cluster.signature().getStatus().manifest.ignored = List.of(found);
    assertDenied(
        Pods.server(),
        "ModelSignature minilm has unsigned content at ignored paths: '.git' (Folder, 12 files)");

    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.ignoredPaths = List.of(".git");
    assertThat(decide(Pods.server())).isAllowed();
  }

  @Test
  void refusesWhileVerifyingAndReportsProgress() {
    var status = cluster.signature().getStatus();
    status.verdict = VerdictState.Unknown;
    status.reason = "Measuring";
    status.policies = null;
    status.signatures = null;
    status.progress = new ProgressStatus();
    status.progress.percent = 43;
    assertDenied(Pods.server(), "Unknown (Measuring, verifying 43%)");
  }

  @Test
  void refusesStatusOfAPreviousGeneration() {
    cluster.signature().getMetadata().setGeneration(9L);
    assertDenied(Pods.server(), "was changed and has not been verified since");
  }

  @Test
  void refusesWhenAnotherVolumeIsBehindTheClaim() {
    cluster.identities.put(
        FakeCluster.CLAIM, new VolumeIdentity("sha256:bb", "claim-uid", "pv2", "pv2-uid"));
    assertDenied(
        Pods.server(), "was verified for a different volume than the claim is bound to now");
  }

  @Test
  void refusesUnboundClaim() {
    cluster.identities.clear();
    assertDenied(Pods.server(), "does not exist or is not bound");
  }

  @Test
  void refusesSignatureWithoutAStatus() {
    cluster.signature().setStatus(null);
    assertDenied(Pods.server(), "has no status yet");
  }

  @Test
  void refusesVerdictWhoseCertificateHasExpired() {
    accepted().validUntil = NOW.toString();
    assertDenied(Pods.server(), "certificate that has expired");
  }

  @Test
  void refusesVerdictWithAnUnreadableEnd() {
    accepted().validUntil = "tomorrow";
    assertThat(decide(Pods.server())).isDenied();
  }

  @Test
  void admitsVerdictThatHoldsUntilLater() {
    accepted().validUntil = NOW.plusSeconds(1).toString();
    assertThat(decide(Pods.server())).isAllowed();
  }

  @Test
  void admitsScratchClaims() {
    cluster.signatures.clear();
    cluster.policy().getSpec().models = new ModelRules();
    Pod elsewhere =
        Pods.pod(
            """
            containers: [{name: server, image: i, volumeMounts: [{name: m, mountPath: /cache}]}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """);
    cluster.policy().getSpec().models.scratchClaims = List.of("mod*");
    assertThat(decide(elsewhere)).isAllowed();
    cluster.policy().getSpec().models.scratchClaims = List.of("mode", "*");
    assertThat(decide(elsewhere)).isDenied();
  }

  @Test
  void scratchClaimWhereServersLookForModelsIsToldToBeMountedElsewhere() {
    cluster.signatures.clear();
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.scratchClaims = List.of("model");
    assertDenied(
        Pods.pod(
            """
            containers: [{name: server, image: i, volumeMounts: [{name: m, mountPath: /data}]}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """),
        "writable in container server",
        "models.scratchClaims names it, which does not count where servers look for models:"
            + " mount it at another path");
  }

  @Test
  void refusesToWriteAsScratchWhatAnotherVolumeOfThePodLoads() {
    cluster.signatures.clear();
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.scratchClaims = List.of("mod*");
    assertDenied(
        Pods.pod(
            """
            initContainers:
            - {name: fill, image: i, volumeMounts: [{name: w, mountPath: /cache}]}
            containers:
            - {name: s, image: i, volumeMounts: [{name: m, mountPath: /models, readOnly: true}]}
            volumes:
            - {name: m, persistentVolumeClaim: {claimName: model}}
            - {name: w, persistentVolumeClaim: {claimName: model}}
            """),
        "container fill, claim model: writable in container fill");
  }

  @Test
  void refusesToWriteAsScratchWhatHasAModelSignature() {
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.scratchClaims = List.of("mod*");
    assertDenied(
        Pods.pod(
            """
            containers: [{name: w, image: i, volumeMounts: [{name: m, mountPath: /cache}]}]
            volumes: [{name: m, persistentVolumeClaim: {claimName: model}}]
            """),
        "container w, claim model: writable in container w");
  }

  @Test
  void claimAtAModelPathIsJudgedWhateverItsName() {
    cluster.signatures.clear();
    cluster.policy().getSpec().models = new ModelRules();
    cluster.policy().getSpec().models.scratchClaims = List.of("mod*");
    assertDenied(Pods.server(), "claim model: no ModelSignature names it");
  }

  @Test
  void refusesStatusAboutAnotherDirectoryThanTheSpecNames() {
    cluster.signature().getStatus().volume.subPath = "v1";
    assertDenied(Pods.server(), "was verified for a different directory than its spec names");
  }

  @Test
  void textsOfOthersStayOnOneBoundedLine() {
    var verdict = cluster.signature().getStatus().policies.getFirst();
    verdict.verdict = VerdictState.Rejected;
    verdict.reason = "ContentMismatch";
    cluster.signature().getStatus().signatures = null;
    verdict.message = "changed: a\nallowed: true " + "x".repeat(2_000);
    assertThat(decide(Pods.server()))
        .isInstanceOfSatisfying(
            Denied.class,
            denied -> {
              assertThat(denied.message()).doesNotContain("\n").contains("a allowed: true");
              assertThat(denied.message()).hasSizeLessThan(800).contains("release-key");
            });
  }
}
