// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.testing.story.OperatorScenario;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Looks at the metadata between measurements: spec.verification.fingerprintInterval. */
class FingerprintIT extends OperatorScenario {
  private static final String AS_MEASURED = "sha256:" + "ab".repeat(32);
  private static final String TOUCHED = "sha256:" + "cd".repeat(32);

  private Job aMeasuredModel() {
    given.aSignedModel().aPolicy().aBoundClaim().aModelSignatureLookedAtEvery("30m");
    Job measured = when.aMeasurementRuns();
    when.thePodOf(measured).findingFingerprint(AS_MEASURED).measures(model);
    var status = then.theModelSignature().becomesVerified().status();
    assertThat(status.manifest.fingerprint).isEqualTo(AS_MEASURED);
    return measured;
  }

  private Job aLookAfter(Job measured) {
    when.theOperatorRestartsAfter(Duration.ofHours(1));

    var meanwhile =
        then.theModelSignature().isMeasuredByAnotherJobThan(measured).isVerified().status();
    assertThat(meanwhile.measurement.kind).isEqualTo(MeasurementKind.Fingerprint);
    assertThat(meanwhile.standing.jobUid).isEqualTo(measured.getMetadata().getUid());
    Job look = when.aMeasurementRuns();
    assertThat(look.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs())
        .contains("--fingerprint-only");
    return look;
  }

  @Test
  void verdictStandsOverUntouchedFiles() {
    Job measured = aMeasuredModel();
    Job look = aLookAfter(measured);

    when.thePodOf(look).findingFingerprint(AS_MEASURED).looks();

    assertThat(then.theModelSignature().isFoundUntouched().isVerified().status().standing).isNull();
    then.theModelSignature().restsOn(measured).isVerified();
    then.noJobIsLeftOf(measured, look);
  }

  @Test
  void touchedFilesAreMeasuredInFullAndTheVerdictDoesNotStandMeanwhile() {
    Job look = aLookAfter(aMeasuredModel());

    when.thePodOf(look).findingFingerprint(TOUCHED).looks();

    then.theModelSignature().becomes("FingerprintChanged").isUnknown();
    var status = then.theModelSignature().isMeasuredByAnotherJobThan(look).isUnknown().status();
    assertThat(status.reason).isEqualTo("FingerprintChanged");
    assertThat(status.standing).isNull();
    assertThat(status.measurement.kind).isNull();
    then.anEventSays("FingerprintChanged");

    Job full = when.aMeasurementRuns();
    when.thePodOf(full).findingFingerprint(TOUCHED).measures(model);
    var after = then.theModelSignature().restsOn(full).isVerified().status();
    assertThat(after.manifest.fingerprint).isEqualTo(TOUCHED);
    then.noJobIsLeftOf(look, full);
  }

  @Test
  void lookThatTheFilesDoNotAllowEndsTheVerdict() {
    Job look = aLookAfter(aMeasuredModel());

    when.thePodOf(look).refuses("ContentRefused");

    then.theModelSignature().becomes("FingerprintChanged").isUnknown();
  }
}
