// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.testing.story.Signer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a verdict comes about, through a real API server. */
class ModelSignatureIT extends OperatorScenario {
  @Test
  void signedModelBecomesVerifiedAndTheJobGoes() {
    given.aModelUnderAPolicy();

    Job job = when.theModelIsMeasured();

    then.theModelSignature()
        .becomesVerified()
        .isAboutGeneration(1)
        .wasMeasuredBy(job)
        .hasTrue("Verified")
        .hasTrue("SignatureValid")
        .hasTrue("WriteProtected")
        .hasTrue("Ready");
    then.noJobIsLeftOf(job);
  }

  @Test
  void statusOfAVerifiedModelSaysWhatWasMeasuredAndByWhichPolicyItWasJudged() {
    given.aVerifiedModel();

    ModelSignatureStatus status = then.theModelSignature().becomesVerified().status();

    assertThat(status.manifest.files).isEqualTo(2);
    assertThat(status.manifest.digest)
        .isEqualTo("sha256:" + model.measured().canonicalDigest().hex());
    assertThat(status.volume.identity).startsWith("sha256:");
    assertThat(status.policies)
        .singleElement()
        .satisfies(
            policy -> {
              assertThat(policy.name).isEqualTo(team);
              assertThat(policy.generation).isEqualTo(1);
              assertThat(policy.uid).isNotEmpty();
              assertThat(policy.authority).isEqualTo("key-0");
            });
  }

  @Test
  void flippedBitIsRejectedNamingTheFile() {
    given.aModelTamperedWithAfterSigning().aPolicy().aBoundClaim().aModelSignature();

    when.theModelIsMeasured();

    then.theModelSignature()
        .becomes("ContentMismatch")
        .isRejected()
        .says("model.safetensors", "key-0")
        .hasTrue("Stalled");
  }

  @Test
  void contentAtIgnoredPathsIsRejectedUnlessThePolicyNamesThePath() {
    given.aModelUnderAPolicy();
    Job job = when.aMeasurementRuns();

    when.thePodOf(job)
        .findingAtIgnoredPaths(
            new IgnoredContent(
                List.of(
                    new IgnoredPath(
                        ".git", IgnoredPath.Kind.FOLDER, 12, 3400, true, List.of(".git/HEAD"))),
                0))
        .measures(model);

    ModelSignatureStatus status =
        then.theModelSignature()
            .becomes("IgnoredContentPresent")
            .isRejected()
            .says("'.git' (Folder, 12 files: .git/HEAD)", "models.ignoredPaths")
            .status();
    assertThat(status.manifest.ignored).extracting(path -> path.bytes).containsExactly(3400L);

    when.thePolicyAcceptsAtIgnoredPaths(".git");
    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
  }

  @Test
  void missingSignatureFileIsRejected() {
    given.aPolicy().aBoundClaim().aModelSignature();

    when.thePodOf(when.aMeasurementRuns()).refuses("SignatureFileMissing");

    then.theModelSignature().becomes("SignatureFileMissing").isRejected();
  }

  @Test
  void inlineBundleOfAnUntrustedSignerIsRejectedWithoutAJob() {
    given.aPolicy().aBoundClaim();

    given.aModelSignatureWithInlineBundle(model.signedBy(Signer.fresh()));

    then.theModelSignature().becomes("SignerUntrusted").isRejected();
    then.noJobExists();
  }

  @Test
  void inlineBundleIsVerifiedAgainstTheMeasuredFiles() {
    given.aPolicy().aBoundClaim().aModelSignatureWithInlineBundle(model.signedBy(signer));

    Pod pod = when.thePodOf(when.aMeasurementRuns()).measures(model.measured(), Optional.empty());

    then.theModelSignature().becomesVerified();
    assertThat(pod.getSpec().getContainers().getFirst().getArgs())
        .anyMatch(argument -> argument.startsWith("--serialization="));
  }

  @Test
  void unboundClaimIsUnknownWithoutAJobUntilItIsBound() {
    given.aSignedModel().aPolicy().anUnboundClaim().aModelSignature();
    then.theModelSignature().becomes("ClaimNotBound").isUnknown();
    then.noJobExists();

    when.theClaimIsBound();
    when.theModelIsMeasured();

    then.theModelSignature().becomesVerified();
  }

  @Test
  void missingClaimIsUnknown() {
    given.aPolicy();

    given.aModelSignature();

    then.theModelSignature().becomes("ClaimNotFound").isUnknown();
  }

  @Test
  void missingConfigMapIsUnknownUntilItExists() {
    given.aPolicy().aBoundClaim().aModelSignatureWithMissingConfigMap();
    then.theModelSignature().becomes("ConfigMapNotFound").isUnknown();

    when.theConfigMapHolds(model.signedBy(signer));
    when.theModelIsMeasured();

    then.theModelSignature().becomesVerified();
  }

  @Test
  void unusablePolicyLeavesTheVerdictOpenAndSaysWhichFieldIsWrong() {
    given.aPolicyThatTrusts("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    given.aSignedModel().aBoundClaim().aModelSignature();
    when.theModelIsMeasured();
    then.theModelSignature().becomes("PolicyNotReady").isUnknown();
    then.thePolicyBecomesReady("False")
        .hasReason("TrustMaterialInvalid")
        .says("spec.authorities[0].key");

    when.thePolicyTrusts(signer.publicKey());

    then.theModelSignature().becomesVerified();
    then.thePolicyBecomesReady("True").hasReason("AuthoritiesRead");
  }

  @Test
  void withoutAPolicyTheVerdictIsUnknownAndALaterPolicyNeedsNoJob() {
    given.aSignedModel().aBoundClaim().aModelSignature();
    Job job = when.theModelIsMeasured();
    then.theModelSignature().becomes("NoMatchingPolicy").isUnknown();

    given.aPolicy();

    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
  }
}
