// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static dev.modelsigning.controller.modelsignature.FingerprintLookTest.AS_MEASURED;
import static dev.modelsigning.controller.modelsignature.FingerprintLookTest.look;
import static dev.modelsigning.controller.modelsignature.FingerprintLookTest.report;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.measurement.MeasurementProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a look at the metadata leaves of a verdict. */
class FingerprintOutcomeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String TOUCHED = "sha256:" + "cd".repeat(32);

  private static Assessment.Judged standing() {
    var manifest = new ManifestStatus();
    manifest.fingerprint = AS_MEASURED;
    MeasurementStatus run = Signatures.run();
    run.jobUid = "job-uid";
    return new Assessment.Judged(
        Optional.of(run),
        Optional.of(manifest),
        Optional.empty(),
        List.of(),
        new Assessment.Verdicts.Each(List.of()),
        Optional.empty());
  }

  private static Assessment afterALookThatFound(TerminationReport report) {
    MeasurementStatus run = look();
    run.completedAt = NOW.toString();
    return SignatureAssessor.afterLook(
        standing(),
        new MeasurementProgress.Completed(
            run, new Measured(report, Optional.empty(), Optional.empty())));
  }

  private static void assertMeasuredInFull(Assessment assessment) {
    assertThat(assessment)
        .isInstanceOfSatisfying(
            Assessment.Blocked.class,
            blocked -> {
              assertThat(blocked.finding().reason()).isEqualTo(Reason.FingerprintChanged);
              assertThat(blocked.finding().verdict()).isEqualTo(VerdictState.Unknown);
              assertThat(blocked.run()).isEmpty();
            });
  }

  @Test
  void equalFingerprintConfirmsTheVerdict() {
    assertThat(afterALookThatFound(report(AS_MEASURED)))
        .isInstanceOfSatisfying(
            Assessment.Confirmed.class,
            confirmed -> assertThat(confirmed.at()).isEqualTo(NOW.toString()));
  }

  @Test
  void anotherFingerprintEndsTheVerdict() {
    assertMeasuredInFull(afterALookThatFound(report(TOUCHED)));
    assertMeasuredInFull(afterALookThatFound(report("")));
  }

  @Test
  void contentThatIsRefusedEndsTheVerdictEvenWithTheFingerprint() {
    assertMeasuredInFull(
        afterALookThatFound(report(TerminationReport.REFUSED, "ContentRefused", "")));
    assertMeasuredInFull(
        afterALookThatFound(report(TerminationReport.REFUSED, "ContentRefused", AS_MEASURED)));
  }

  private static Assessment afterALookThatFailed(Reason reason) {
    return SignatureAssessor.afterLook(
        standing(),
        new MeasurementProgress.Postponed(look(), reason, "it failed", Duration.ofSeconds(10)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {
        "ReadFailed",
        "TimedOut",
        "OutOfMemory",
        "MeasurementFailed",
        "ChangedWhileReading",
        "ReportUnreadable",
        "VolumeChanged",
        "WriterDuringRun"
      })
  void lookThatFailedByTheFilesEndsTheVerdict(Reason reason) {
    assertMeasuredInFull(afterALookThatFailed(reason));
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {
        "JobRefused",
        "JobDeleted",
        "PodDeleted",
        "NotStarted",
        "GuardMissing",
        "SpecChanged"
      })
  void lookThatTheClusterEndedIsRepeatedAndTheVerdictStands(Reason reason) {
    assertThat(afterALookThatFailed(reason))
        .isInstanceOfSatisfying(
            Assessment.Remeasuring.class,
            again -> {
              assertThat(again.run().kind).isEqualTo(MeasurementKind.Fingerprint);
              assertThat(again.requeueAfter()).contains(Duration.ofSeconds(10));
            });
  }

  private static ModelSignatureStatus status(ModelSignature resource, Assessment assessment) {
    return SignatureStatus.of(
        Signatures.facts(resource, Signatures.bound()), assessment, NOW.plusSeconds(60));
  }

  @Test
  void statusSaysWhenTheMetadataWasComparedUntilTheModelIsMeasuredAgain() {
    ModelSignature resource = Signatures.resource();
    resource.setStatus(status(resource, afterALookThatFound(report(AS_MEASURED))));
    assertThat(resource.getStatus().lastFingerprint).isEqualTo(NOW.toString());
    assertThat(resource.getStatus().measurement.kind).isNull();
    assertThat(resource.getStatus().standing).isNull();

    assertThat(status(resource, standing()).lastFingerprint).isEqualTo(NOW.toString());
    assertThat(SignatureStatus.notChecked(resource, NOW).lastFingerprint).isEqualTo(NOW.toString());
    resource.getStatus().measurement.jobUid = "another";
    assertThat(status(resource, standing()).lastFingerprint).isNull();
    resource.getStatus().measurement = null;
    assertThat(status(resource, standing()).lastFingerprint).isNull();
  }

  @Test
  void measurementAfterAChangeOfTheMetadataSaysWhyItIsMade() {
    ModelSignature resource = Signatures.resource();
    resource.setStatus(status(resource, afterALookThatFound(report(TOUCHED))));
    assertThat(resource.getStatus().verdict).isEqualTo(VerdictState.Unknown);
    assertThat(resource.getStatus().measurement).isNull();

    var measuring =
        new Assessment.Measuring(
            Signatures.run(),
            "Pod x is hashing the files",
            new Assessment.Verdicts.Each(List.of()),
            Optional.empty(),
            Optional.empty());
    var meanwhile = status(resource, measuring);
    assertThat(meanwhile.verdict).isEqualTo(VerdictState.Unknown);
    assertThat(meanwhile.reason).isEqualTo(Reason.FingerprintChanged.text());
    assertThat(meanwhile.message).endsWith("Pod x is hashing the files");
    resource.getStatus().reason = Reason.EvidenceLost.text();
    assertThat(status(resource, measuring).reason).isEqualTo(Reason.Measuring.text());
  }
}
