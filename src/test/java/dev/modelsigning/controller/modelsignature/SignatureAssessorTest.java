// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.measurement.Absence;
import dev.modelsigning.testing.story.SwitchedGuard;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is decided before any Job exists: no API server is asked. */
class SignatureAssessorTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final MovableClock clock = new MovableClock(NOW);
  private final SwitchedGuard guard = new SwitchedGuard();
  private final ModelSignature resource = Signatures.resource();
  private KubernetesClient unconnected;
  private SignatureAssessor assessor;

  @BeforeEach
  void wire() {
    unconnected = new KubernetesClientBuilder().withConfig(Config.empty()).build();
    var pause = Duration.ofSeconds(1);
    var runner = Signatures.runnerWithoutJobs(unconnected, guard, pause, clock);
    var config = FixedConfig.of("system", OperatorUnderTest.IMAGE);
    var beans = new SignatureBeans();
    assessor =
        beans.assessor(
            config, runner, beans.store(unconnected, config), guard, Absence.NONE, clock);
  }

  @AfterEach
  void close() {
    unconnected.close();
  }

  private Assessment assess(SignatureFacts facts) throws Exception {
    return assessor.assess(facts);
  }

  private Assessment assess() throws Exception {
    return assess(Signatures.facts(resource, Signatures.bound()));
  }

  private void recorded(@Nullable MeasurementStatus run) {
    resource.setStatus(new ModelSignatureStatus());
    resource.getStatus().measurement = run;
  }

  private static void assertBlocked(Assessment assessment, Reason reason) {
    assertThat(assessment)
        .isInstanceOfSatisfying(
            Assessment.Blocked.class,
            blocked -> {
              assertThat(blocked.finding().reason()).isEqualTo(reason);
              assertThat(blocked.finding().verdict()).isEqualTo(VerdictState.Unknown);
            });
  }

  @Test
  void withoutAVolumeThereIsNothingToMeasure() throws Exception {
    var nothing = new VolumeFinding.Nothing(Reason.ClaimNotFound, "create it");

    assertBlocked(assess(Signatures.facts(resource, nothing)), Reason.ClaimNotFound);
  }

  @Test
  void withoutABundleThereIsNothingToMeasure() throws Exception {
    var missing = new BundleFinding.Missing(Reason.ConfigMapNotFound, "create it");

    assertBlocked(
        assess(Signatures.facts(resource, Signatures.bound(), missing)), Reason.ConfigMapNotFound);
  }

  @Test
  void writersHoldAMeasurementUpAndAreNamed() throws Exception {
    Assessment assessment = assess(Signatures.facts(resource, Signatures.bound(), "trainer-0"));

    assertBlocked(assessment, Reason.WritersPresent);
    assertThat(((Assessment.Blocked) assessment).finding().message()).contains("trainer-0");
  }

  @Test
  void writerAfterAMeasurementIsCalledSoUntilItIsGone() throws Exception {
    MeasurementStatus run = Signatures.run();
    run.completedAt = NOW.toString();
    recorded(run);
    var facts = Signatures.facts(resource, Signatures.bound(), "trainer-0");
    assertBlocked(assess(facts), Reason.WriterAppeared);

    recorded(null);
    resource.getStatus().reason = Reason.WriterAppeared.text();
    assertBlocked(assess(facts), Reason.WriterAppeared);
    resource.getStatus().reason = "SomethingOfAnotherVersion";
    assertBlocked(assess(facts), Reason.WritersPresent);
  }

  @Test
  void suspendedResourceBeginsNoMeasurement() throws Exception {
    resource.getSpec().verification = new VerificationOptions();
    resource.getSpec().verification.suspend = true;

    assertBlocked(assess(), Reason.Suspended);
  }

  @Test
  void runIsRecordedBeforeItsJobExists() throws Exception {
    assertThat(assess())
        .isInstanceOfSatisfying(
            Assessment.Measuring.class,
            measuring -> {
              assertThat(measuring.run().jobName).startsWith("oms-verify-minilm-");
              assertThat(measuring.run().jobUid).isNull();
            });
  }

  @Test
  void failedRunRestsForTheReasonThatIsRecorded() throws Exception {
    MeasurementStatus failed = Signatures.run();
    failed.retryAt = NOW.plusSeconds(30).toString();
    failed.failureReason = Reason.OutOfMemory.text();
    failed.failureMessage = "too little";
    recorded(failed);
    assertThat(assess())
        .isInstanceOfSatisfying(
            Assessment.Postponed.class,
            postponed -> assertThat(postponed.reason()).isEqualTo(Reason.OutOfMemory));

    failed.failureReason = "SomethingOfAnotherVersion";
    assertThat(assess())
        .isInstanceOfSatisfying(
            Assessment.Postponed.class,
            postponed -> assertThat(postponed.reason()).isEqualTo(Reason.MeasurementFailed));
  }

  @Test
  void bundleInTheApiThatNobodyTrustsIsRejectedWithoutMeasuring() throws Exception {
    var bundle = new BundleFinding.InApi("{}".getBytes(StandardCharsets.UTF_8));
    Assessment assessment = assess(Signatures.facts(resource, Signatures.bound(), bundle));

    assertThat(assessment)
        .isInstanceOfSatisfying(
            Assessment.Judged.class, judged -> assertThat(judged.run()).isEmpty());
    assertThat(
            SignatureStatus.of(
                    Signatures.facts(resource, Signatures.bound(), bundle), assessment, NOW)
                .verdict)
        .isEqualTo(VerdictState.Rejected);
  }

  @Test
  void runOfThePredecessorWaitsForAProcessThatHasNotSeenTheGuardYet() throws Exception {
    guard.set(false);
    recorded(Signatures.run());

    Assessment assessment = assess();
    assertBlocked(assessment, Reason.GuardMissing);
    assertThat(((Assessment.Blocked) assessment).run())
        .isEqualTo(Optional.of(resource.getStatus().measurement));

    clock.advance(Duration.ofMinutes(2));
    assertThat(((Assessment.Blocked) assess()).run()).isEmpty();
  }

  @Test
  void guardThatIsTakenAwayEndsTheRun() throws Exception {
    assertThat(assess()).isInstanceOf(Assessment.Measuring.class);
    recorded(Signatures.run());
    guard.set(false);

    Assessment assessment = assess();
    assertBlocked(assessment, Reason.GuardMissing);
    assertThat(((Assessment.Blocked) assessment).run()).isEmpty();
  }

  private static Assessment afterARunThatFailed(Reason reason) {
    return SignatureAssessor.beside(
        new Assessment.Judged(
            Optional.of(Signatures.run()),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            new Assessment.Verdicts.Each(List.of()),
            Optional.empty()),
        new Assessment.Postponed(Signatures.run(), reason, "it failed", Optional.empty()));
  }

  @Test
  void repeatedRunThatFailedByTheFilesEndsTheVerdict() {
    for (Reason reason :
        List.of(
            Reason.ChangedWhileReading,
            Reason.ReadFailed,
            Reason.TimedOut,
            Reason.OutOfMemory,
            Reason.MeasurementFailed,
            Reason.EvidenceMismatch)) {
      assertThat(afterARunThatFailed(reason))
          .as(reason.text())
          .isInstanceOf(Assessment.Postponed.class);
    }
  }

  @Test
  void repeatedRunThatTheClusterEndedLeavesTheVerdict() {
    for (Reason reason :
        List.of(Reason.JobRefused, Reason.JobDeleted, Reason.PodDeleted, Reason.NotStarted)) {
      assertThat(afterARunThatFailed(reason))
          .as(reason.text())
          .isInstanceOf(Assessment.Remeasuring.class);
    }
  }
}
