// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.testing.story.Signer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import org.junit.jupiter.api.Test;

/** What a change of volume, bundle, specification, policy or evidence does to a verdict. */
class ChangesIT extends OperatorScenario {
  @Test
  void changedVolumeIsUnknownAtOnceAndMeasuredAgain() {
    Job first = given.aVerifiedModel();
    ModelSignatureStatus earlier = then.theModelSignature().becomesVerified().status();

    when.theVolumeChanges();

    then.theModelSignature().isAboutAnotherVolumeThan(earlier).isUnknown();
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified().wasNotMeasuredBy(first);
  }

  @Test
  void volumeThatChangesDuringTheRunIsNotVerifiedByThatRun() {
    Job first = given.aRunningMeasurement();

    when.theVolumeChanges();

    then.theModelSignature().isMeasuredByAnotherJobThan(first);
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified().wasNotMeasuredBy(first);
  }

  @Test
  void bundleInAConfigMapIsCheckedAgainWhenItChanges() {
    given.aPolicy().aBoundClaim().aModelSignatureWithConfigMap(model.signedBy(signer));
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();

    when.theConfigMapHolds(model.signedBy(Signer.fresh()));

    then.theModelSignature().becomes("SignerUntrusted").isRejected();
  }

  @Test
  void bundleInAConfigMapThatIsMadeAnewIsVerifiedWithoutAMeasurement() {
    byte[] bundle = model.signedBy(signer);
    given.aPolicy().aBoundClaim().aModelSignatureWithConfigMap(bundle);
    Job job = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();

    when.theConfigMapIsDeleted();
    then.theModelSignature().becomes("ConfigMapNotFound").isUnknown();
    when.theConfigMapHolds(bundle);

    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    then.noJobIsLeftOf(job);
  }

  @Test
  void newGenerationIsUnknownUntilMeasuredAgain() {
    Job first = given.aVerifiedModel();

    when.theSpecChanges();

    then.theModelSignature().observesGeneration(2).isUnknown();
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified().wasNotMeasuredBy(first);
  }

  @Test
  void policyEditsAreAnsweredFromStoredEvidenceAlsoAfterARestart() {
    Job job = given.aVerifiedModel();

    when.thePolicyTrusts(Signer.fresh().publicKey());
    then.theModelSignature().becomes("SignerUntrusted").isRejected().isAcceptedByNobody();
    when.theOperatorRestarts();
    when.thePolicyTrusts(signer.publicKey());

    then.theModelSignature().becomesVerified().isAcceptedBy(1).wasMeasuredBy(job);
    then.noJobIsLeftOf(job);
  }

  @Test
  void policyEditThatDecidesNothingAboutASignatureWritesNoModelSignature() {
    given.aVerifiedModel();
    String before = then.theModelSignatureIsAtRest();

    when.thePolicyTrusts(signer.publicKey(), Signer.fresh().publicKey());

    then.thePolicyPublishesAuthorities(2);
    assertThat(then.theModelSignatureIsAtRest()).isEqualTo(before);
  }

  @Test
  void editOfTheModeMeasuresNothingAndWritesNoModelSignature() {
    given.aVerifiedModel();
    String before = then.theModelSignatureIsAtRest();

    when.thePolicyOnlyWarns();

    then.thePolicyPublishesAuthorities(1);
    assertThat(then.theModelSignatureIsAtRest()).isEqualTo(before);
  }

  @Test
  void namespaceThatLeavesThePolicyHasNoVerdict() {
    given.aVerifiedModel();

    when.thePolicySelectsOtherNamespaces();

    then.theModelSignature().becomes("NoMatchingPolicy").isUnknown().wasJudgedByNoPolicy();
  }

  @Test
  void deletedEvidenceIsMeasuredAgain() {
    Job first = given.aVerifiedModel();

    when.evidenceIsDeleted();
    when.thePolicyTrusts(Signer.fresh().publicKey());
    then.theModelSignature().becomes("Measuring");
    when.thePolicyTrusts(signer.publicKey());
    when.theModelIsMeasured();

    then.theModelSignature().becomesVerified().wasNotMeasuredBy(first);
  }

  @Test
  void evidenceIsSweptOnceItsResourceIsDeleted() {
    given.aVerifiedModel();
    when.evidenceIsSwept();
    assertThat(then.storedEvidence()).hasSize(1);

    when.theModelSignatureIsDeleted();

    then.noEvidenceIsLeftAfterSweeps();
  }

  @Test
  void modelSignatureThatIsMadeAnewIsMeasuredOnce() {
    given.aVerifiedModel();

    for (int i = 0; i < 5; i++) {
      when.theModelSignatureIsDeleted();
      given.aModelSignature();
      Job job = when.theModelIsMeasured();

      then.theModelSignature().becomesVerified().wasMeasuredBy(job);
    }
    assertThat(then.requestsOfTheOperator())
        .filteredOn(request -> request.startsWith("POST ") && request.contains("/jobs?"))
        .hasSize(6);
  }
}
