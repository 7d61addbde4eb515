// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.SigningState;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** ModelSigningJobs and what becomes of their signatures, on a real API server. */
class SigningIT extends SigningScenario {
  private Job measured(String name) {
    Job measuring = signing.running(name);
    signing.measures(measuring, model.measured());
    return measuring;
  }

  @Test
  void statusOfASignedClaimSaysWhatWasSignedAndWithWhichKey() {
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim();
    signing.job("sign");

    Job measuring = measured("sign");

    ModelSigningJobStatus status = signing.becomes("sign", SigningState.Succeeded).status();
    assertThat(status.modelSignature).isEqualTo(CLAIM);
    assertThat(status.manifest.files).isEqualTo(2);
    assertThat(status.manifest.digest)
        .isEqualTo("sha256:" + model.measured().canonicalDigest().hex());
    assertThat(status.keyFingerprint).hasSize(64);
    signing.isDeleted(measuring);
  }

  @Test
  void signedClaimBecomesVerified() {
    signing.aKeyFor("*", signer.privateKey());
    given.aPolicy().aBoundClaim();
    signing.job("sign");
    measured("sign");
    signing.becomes("sign", SigningState.Succeeded);

    when.theModelIsMeasured();

    then.theModelSignature().becomesVerified();
    assertThat(signing.bundle()).hasValueSatisfying(b -> assertThat(b).contains("dsseEnvelope"));
  }

  @Test
  void operatorKilledWhileMeasuringSignsAfterItsRestart() {
    signing.aKeyFor(team, signer.privateKey());
    given.aBoundClaim();
    signing.job("sign");
    Job measuring = signing.running("sign");

    when.theOperatorStops();
    signing.measures(measuring, model.measured());
    when.theOperatorStarts();

    assertThat(signing.becomes("sign", SigningState.Succeeded).status().measurement.jobUid)
        .isEqualTo(measuring.getMetadata().getUid());
  }

  @Test
  void claimThatIsExchangedWhileItsJobIsMeasuringIsNotSigned() {
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim();
    signing.job("sign");
    Job measuring = signing.running("sign");

    when.theVolumeChanges();
    signing.measures(measuring, model.measured());

    signing
        .becomes("sign", SigningState.Failed)
        .hasReason("TargetChanged")
        .says("another volume is behind the claim");
    assertThat(signing.bundle()).isEmpty();
  }

  @Test
  void claimThatIsWrittenToWhileItIsHashedIsHashedAnewAndSigned() {
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim();
    signing.job("sign");
    Job interrupted = signing.running("sign");

    Pod writer = when.aWriterAppears();
    ModelSigningJobStatus waiting = signing.comesToReason("sign", "WritersPresent").status();
    assertThat(waiting.waitingSince).isNotNull();
    assertThat(waiting.measurement.failureReason).isEqualTo("WriterDuringRun");
    signing.isDeleted(interrupted);
    when.itIsDeleted(writer);
    signing.measures(
        signing.runningAfter(interrupted.getMetadata().getUid(), "sign"), model.measured());

    assertThat(signing.becomes("sign", SigningState.Succeeded).status().waitingSince).isNull();
  }

  @Test
  void nothingIsSignedBeforeTheMeasuredDigestIsApproved() {
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim();
    signing.jobWithApproval("sign");
    Job first = measured("sign");
    String digest = "sha256:" + model.measured().canonicalDigest().hex();

    signing.becomes("sign", SigningState.AwaitingApproval).says(digest);
    assertThat(signing.bundle()).isEmpty();
    signing.isDeleted(first);

    signing.approves("sign", digest);
    measured("sign");

    signing.becomes("sign", SigningState.Succeeded);
    assertThat(signing.bundle()).isPresent();
  }

  @Test
  void approvalOfAnotherDigestSignsNothing() {
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim();
    signing.jobWithApproval("sign");
    Job first = measured("sign");
    String shown = signing.becomes("sign", SigningState.AwaitingApproval).status().manifest.digest;
    signing.isDeleted(first);
    signing.approves("sign", shown);
    model.tamper();

    Job second = measured("sign");

    signing.isDeleted(second);
    assertThat(signing.becomes("sign", SigningState.AwaitingApproval).status().manifest.digest)
        .isNotEqualTo(shown);
    assertThat(signing.bundle()).isEmpty();
  }

  @Test
  void signerOfOtherNamespacesIsRefused() {
    signing.aKeyFor("team-b, team-c", signer.privateKey());
    given.aBoundClaim();

    signing.job("sign");

    signing
        .becomes("sign", SigningState.Failed)
        .hasReason("SignerNotPermitted")
        .says(ApiGroup.SIGNER_NAMESPACES_ANNOTATION);
    then.noJobExists();
  }

  @Test
  void forgedOwnerReferenceDoesNotBringTheSigner() {
    signing.aKeyFor("", signer.privateKey());
    given.aBoundClaim();
    var cluster = signing.clusterJob(1);
    signing.ends(cluster);

    signing.jobThatClaimsToBelongTo(cluster, "sign");

    signing.comesToReason("sign", "NotVouched");
    then.noJobExists();
  }

  @Test
  void modelSignatureOfSomebodyElseIsNotOverwritten() {
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim().aModelSignature();

    signing.job("sign");

    signing
        .becomes("sign", SigningState.Failed)
        .hasReason("SignatureExists")
        .says("options.modelSignatureName");
  }

  @Test
  void secondJobOfTheSameClaimRenewsTheSignature() {
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim();
    signing.job("first");
    measured("first");
    signing.becomes("first", SigningState.Succeeded);
    String first = signing.bundle().orElseThrow();

    signing.job("second");
    measured("second");

    signing.becomes("second", SigningState.Succeeded);
    assertThat(signing.bundle().orElseThrow()).isNotEqualTo(first);
  }

  @Test
  void evidenceOfAChangedPodIsNotSigned() {
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim();
    signing.job("sign");
    Job measuring = signing.running("sign");

    Pod forged =
        when.thePodOf(measuring)
            .changed(
                pod ->
                    pod.editSpec()
                        .editFirstContainer()
                        .withImage("registry.example/evil")
                        .endContainer()
                        .endSpec())
            .measures(model.measured(), Optional.empty());

    assertThat(forged.getSpec().getContainers().getFirst().getImage()).endsWith("evil");
    signing.comesToReason("sign", "SpecChanged");
    signing.becomes("sign", SigningState.Failed);
    assertThat(signing.bundle()).isEmpty();
  }
}
