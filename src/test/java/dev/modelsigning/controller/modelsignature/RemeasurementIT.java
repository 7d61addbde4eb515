// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.testing.story.Signer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Measurements that are repeated by the clock: spec.verification.interval. */
class RemeasurementIT extends OperatorScenario {
  private Job aModelThatIsDueAgain() {
    given.aSignedModel().aPolicy().aBoundClaim().aModelSignatureMeasuredEvery("24h");
    Job first = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
    when.theOperatorRestartsAfter(Duration.ofDays(2));
    return first;
  }

  @Test
  void verdictStandsWhileTheModelIsMeasuredAgain() {
    Job first = aModelThatIsDueAgain();

    var meanwhile = then.theModelSignature().isMeasuredByAnotherJobThan(first).isVerified();
    assertThat(meanwhile.status().standing.jobUid).isEqualTo(first.getMetadata().getUid());

    Job second = when.theModelIsMeasured();
    var after = then.theModelSignature().restsOn(second).isVerified().status();
    assertThat(after.standing).isNull();
    then.noJobIsLeftOf(first, second);
  }

  @Test
  void verdictStandsWhenNoPodCouldBeCreatedForTheRepetition() {
    Job first = aModelThatIsDueAgain();
    then.theModelSignature().isMeasuredByAnotherJobThan(first).isVerified();

    Job repeated = when.aMeasurementRuns();
    when.theTimeIsOverBeforeAPodOf(repeated);

    var after = then.theModelSignature().isMeasuredByAnotherJobThan(repeated).isVerified();
    assertThat(after.status().standing.jobUid).isEqualTo(first.getMetadata().getUid());
  }

  @Test
  void changedFilesAreFound() {
    Job first = aModelThatIsDueAgain();
    then.theModelSignature().isMeasuredByAnotherJobThan(first).isVerified();

    model.tamper();
    when.theModelIsMeasured();

    then.theModelSignature().becomes("ContentMismatch").isRejected();
    then.anEventSays("ContentMismatch");
  }

  @Test
  void eachNewValueOfTheAnnotationMeasuresOnceMoreWhileTheVerdictStands() {
    Job first = given.aVerifiedModel();

    when.aMeasurementIsAskedFor("after the move");
    then.theModelSignature().isMeasuredByAnotherJobThan(first).isVerified();
    Job second = when.theModelIsMeasured();

    var status = then.theModelSignature().restsOn(second).isVerified().status();
    assertThat(status.measurement.measureAgain).isEqualTo("after the move");
    when.theOperatorRestarts();
    when.aMeasurementIsAskedFor("after the move");
    then.theModelSignature().restsOn(second).isVerified();
  }

  @Test
  void modelThatIsSignedAnewOnItsVolumeIsVerifiedOnceSomebodyAsks() {
    given.aSignedModel().aPolicy().aBoundClaim().aModelSignature();
    model.tamper();
    Job first = when.theModelIsMeasured();
    then.theModelSignature().becomes("ContentMismatch").isRejected();

    // The same bit again: the files are as they were signed.
    model.tamper();
    when.aMeasurementIsAskedFor("signed anew");
    then.theModelSignature().isMeasuredByAnotherJobThan(first);
    when.theModelIsMeasured();

    then.theModelSignature().becomesVerified();
  }

  @Test
  void bundleOfAnotherKeyOverTheSameFilesIsJudgedWithoutAMeasurement() {
    Signer next = Signer.fresh();
    given
        .aPolicyThatTrusts(signer.publicKey(), next.publicKey())
        .aBoundClaim()
        .aModelSignatureWithInlineBundle(model.signedBy(signer));
    Job first = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();

    when.theInlineBundleIsReplaced(model.signedBy(next));

    var status = then.theModelSignature().observesGeneration(2).isVerified().status();
    assertThat(status.measurement.jobUid).isEqualTo(first.getMetadata().getUid());
    then.noJobIsLeftOf(first);
  }

  @Test
  void bundleOverOtherFilesIsMeasured() {
    given
        .aPolicyThatTrusts(signer.publicKey())
        .aBoundClaim()
        .aModelSignatureWithInlineBundle(model.signedBy(signer));
    Job first = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();

    model.tamper();
    when.theInlineBundleIsReplaced(model.signedBy(signer));

    then.theModelSignature().isMeasuredByAnotherJobThan(first);
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
  }

  @Test
  void suspendKeepsAVerdictThatStillHolds() {
    Job first = given.aVerifiedModel();

    when.measurementsAreSuspended();

    var status = then.theModelSignature().observesGeneration(2).isVerified().status();
    assertThat(status.measurement.jobUid).isEqualTo(first.getMetadata().getUid());
    when.aWriterAppears();
    then.theModelSignature().becomes("WriterAppeared").isUnknown();
  }

  @Test
  void writerEndsTheVerdictAndTheRepeatedRun() {
    Job first = aModelThatIsDueAgain();
    then.theModelSignature().isMeasuredByAnotherJobThan(first).isVerified();

    when.aWriterAppears();

    var status = then.theModelSignature().becomes("WriterAppeared").isUnknown().status();
    assertThat(status.standing).isNull();
    assertThat(status.measurement).isNull();
  }
}
