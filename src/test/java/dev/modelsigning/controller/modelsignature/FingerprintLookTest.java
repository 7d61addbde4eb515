// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementKind;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.controller.evidence.EvidenceStore;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.Absence;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.testing.story.SwitchedGuard;
import dev.modelsigning.trust.KeyAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the metadata is looked at between measurements. */
class FingerprintLookTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  static final String AS_MEASURED = "sha256:" + "ab".repeat(32);

  @TempDir private Path folder;

  private final MovableClock clock = new MovableClock(NOW);
  private final SwitchedGuard guard = new SwitchedGuard();
  private final ModelSignature resource = Signatures.resource();
  private final Signer signer = Signer.fresh();
  private StoredObjects objects;
  private EvidenceStore store;
  private SignatureAssessor assessor;

  @BeforeEach
  void measuredModel() throws Exception {
    objects = new StoredObjects();
    var pause = Duration.ofSeconds(1);
    var runner = Signatures.runnerWithoutJobs(objects.client, guard, pause, clock);
    var config = FixedConfig.of("system", OperatorUnderTest.IMAGE);
    var beans = new SignatureBeans();
    store = beans.store(objects.client, config);
    assessor = beans.assessor(config, runner, store, guard, Absence.NONE, clock);
    resource.getSpec().verification = new VerificationOptions();
    resource.getSpec().verification.fingerprintInterval = "30m";
    resource.setStatus(new ModelSignatureStatus());
    resource.getStatus().measurement = measured(AS_MEASURED);
  }

  @AfterEach
  void close() {
    objects.close();
  }

  /** The run of a measurement that left this fingerprint, and whose evidence is stored. */
  private MeasurementStatus measured(String fingerprint) {
    var model = new SignedModel(folder);
    MeasurementStatus run = Signatures.run();
    run.jobUid = "job-uid";
    run.completedAt = NOW.toString();
    store.save(
        new EvidenceStore.Owner("owner-uid", "team-a/minilm", run.jobUid, true, Optional.empty()),
        new Measured(
            report(fingerprint),
            Optional.of(model.signedBy(signer)),
            Optional.of(model.measured())));
    return run;
  }

  static TerminationReport report(String fingerprint) {
    return report(TerminationReport.MEASURED, "", fingerprint);
  }

  static TerminationReport report(String result, String reason, String fingerprint) {
    return new TerminationReport(
        TerminationReport.VERSION,
        "nonce",
        "job-uid",
        0,
        result,
        reason,
        reason.isEmpty() ? "" : "it does not like them",
        "",
        "",
        2,
        4110,
        fingerprint,
        NOW);
  }

  private Assessment assessAfter(Duration time) throws Exception {
    clock.advance(time);
    return assessor.assess(facts());
  }

  private SignatureFacts facts() throws Exception {
    var trusting =
        new CompiledPolicy.Usable(
            Signatures.policy().policy(),
            List.of(KeyAuthority.ofPem("release", signer.publicKey())));
    return new SignatureFacts(
        resource,
        Signatures.bound(),
        new BundleFinding.OnVolume("model.sig"),
        List.of(trusting),
        List.of(),
        List.of(),
        List.of(),
        since -> List.of(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private static void assertVerified(Assessment assessment) {
    assertThat(assessment)
        .isInstanceOfSatisfying(
            Assessment.Judged.class,
            judged ->
                assertThat(PolicyVerdicts.overall(findings(judged)).verdict())
                    .isEqualTo(VerdictState.Verified));
  }

  private static List<PolicyFinding> findings(Assessment.Judged judged) {
    return ((Assessment.Verdicts.Each) judged.verdicts()).findings();
  }

  private static MeasurementStatus begun(Assessment assessment) {
    assertThat(assessment).isInstanceOf(Assessment.Remeasuring.class);
    assertVerified(((Assessment.Remeasuring) assessment).standing());
    return ((Assessment.Remeasuring) assessment).run();
  }

  @Test
  void lookBeginsOnceItIsDueAndTheVerdictStands() throws Exception {
    Assessment before = assessAfter(Duration.ofMinutes(20));
    assertVerified(before);
    assertThat(before.requeueAfter().orElseThrow()).isLessThan(Duration.ofMinutes(14));

    assertThat(begun(assessAfter(Duration.ofMinutes(20))).kind)
        .isEqualTo(MeasurementKind.Fingerprint);
  }

  @Test
  void lastLookPutsTheNextOneOff() throws Exception {
    resource.getStatus().lastFingerprint = NOW.plus(Duration.ofMinutes(30)).toString();

    assertVerified(assessAfter(Duration.ofMinutes(40)));
  }

  @Test
  void fullMeasurementWinsWhenBothAreDue() throws Exception {
    resource.getSpec().verification.interval = "24h";

    assertThat(begun(assessAfter(Duration.ofHours(30))).kind).isNull();
  }

  @Test
  void lookUnderWayGivesWayToAMeasurementThatIsDue() throws Exception {
    resource.getSpec().verification.interval = "24h";
    resource.getStatus().standing = resource.getStatus().measurement;
    resource.getStatus().measurement = look();

    MeasurementStatus run = begun(assessAfter(Duration.ofHours(30)));
    assertThat(run.kind).isNull();
    assertThat(run.jobName).isNotEqualTo(look().jobName);
  }

  static MeasurementStatus look() {
    MeasurementStatus run = Signatures.run();
    run.kind = MeasurementKind.Fingerprint;
    return run;
  }

  @Test
  void lookIsNeverTakenForTheMeasurementThatIsMissing() throws Exception {
    resource.getStatus().measurement = look();
    resource.getStatus().measurement.completedAt = NOW.toString();

    assertThat(assessAfter(Duration.ofHours(1)))
        .isInstanceOfSatisfying(
            Assessment.Measuring.class,
            measuring -> {
              assertThat(measuring.run().kind).isNull();
              assertThat(measuring.run().completedAt).isNull();
              assertThat(measuring.run().jobName).isNotEqualTo(look().jobName);
            });
  }

  @Test
  void withoutAFingerprintTheModelIsMeasuredInFull() throws Exception {
    // As an earlier build wrote it.
    resource.getStatus().measurement = measured("ab".repeat(32));

    assertThat(begun(assessAfter(Duration.ofHours(1))).kind).isNull();
  }

  @Test
  void suspendedResourceIsNotLookedAtAndKeepsItsVerdict() throws Exception {
    resource.getSpec().verification.suspend = true;

    assertVerified(assessAfter(Duration.ofHours(1)));
  }

  @Test
  void nothingIsLookedAtWhileTheGuardIsAwayAndTheVerdictStands() throws Exception {
    guard.set(false);

    assertVerified(assessAfter(Duration.ofHours(1)));
  }
}
