// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static dev.modelsigning.controller.StatusAssert.assertConditions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.StatusConditions.Value;
import dev.modelsigning.controller.modelsignature.Assessment.Blocked;
import dev.modelsigning.controller.modelsignature.Assessment.Judged;
import dev.modelsigning.controller.modelsignature.Assessment.Measuring;
import dev.modelsigning.controller.modelsignature.Assessment.Postponed;
import dev.modelsigning.controller.modelsignature.Assessment.Verdicts;
import dev.modelsigning.verification.RejectionReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureStatusTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static final ConditionType[] ALL = {
    ConditionType.Ready,
    ConditionType.Verified,
    ConditionType.SignatureValid,
    ConditionType.WriteProtected,
    ConditionType.Reconciling,
    ConditionType.Stalled
  };

  private static ModelSignatureStatus of(Assessment assessment) {
    return of(Signatures.resource(), assessment, NOW);
  }

  private static ModelSignatureStatus of(
      ModelSignature resource, Assessment assessment, Instant now) {
    return SignatureStatus.of(Signatures.facts(resource, Signatures.bound()), assessment, now);
  }

  private static Assessment judged(VerdictState verdict, Reason reason) {
    return judged(verdict, reason, "sha256:signed");
  }

  private static Assessment judged(VerdictState verdict, Reason reason, String digest) {
    var manifest = new ManifestStatus();
    manifest.digest = digest;
    return new Judged(
        Optional.of(Signatures.run()),
        Optional.of(manifest),
        Optional.of(new SignerStatus()),
        List.of(),
        new Verdicts.Same(new VerdictFinding(verdict, reason, "message")),
        Optional.empty());
  }

  private static Assessment verified() {
    return judged(VerdictState.Verified, Reason.SignatureVerified);
  }

  static Stream<Reason> refusalsOfTheSignature() {
    return Arrays.stream(Reason.values()).filter(Reason::refusesTheSignature);
  }

  @ParameterizedTest
  @MethodSource("refusalsOfTheSignature")
  void everyRefusalOfTheSignatureMakesSignatureValidFalse(Reason reason) {
    var status = of(judged(VerdictState.Rejected, reason));

    assertConditions(status.conditions)
        .has(ConditionType.SignatureValid, Value.FALSE, reason)
        .has(ConditionType.Verified, Value.FALSE, reason)
        .has(ConditionType.Stalled, Value.TRUE, reason);
  }

  /** Log entries and timestamps included, which a list kept by hand had left out. */
  @ParameterizedTest
  @EnumSource(RejectionReason.class)
  void whatTheVerificationRejectsRefusesTheSignatureUnlessItIsAboutFiles(RejectionReason reason) {
    Set<RejectionReason> aboutFiles =
        EnumSet.of(RejectionReason.CONTENT_MISMATCH, RejectionReason.CONTENT_REFUSED);

    assertThat(VerificationReasons.of(reason).refusesTheSignature())
        .isEqualTo(!aboutFiles.contains(reason));
  }

  @Test
  void changedFilesLeaveTheSignatureValid() {
    assertConditions(of(judged(VerdictState.Rejected, Reason.ContentMismatch)).conditions)
        .has(ConditionType.SignatureValid, Value.TRUE)
        .has(ConditionType.Verified, Value.FALSE);
  }

  @Test
  void policyThatCannotBeUsedLeavesTheSignatureOpen() {
    assertConditions(of(judged(VerdictState.Unknown, Reason.PolicyNotReady)).conditions)
        .has(ConditionType.SignatureValid, Value.UNKNOWN)
        .has(ConditionType.Verified, Value.UNKNOWN)
        .has(ConditionType.Ready, Value.FALSE);
  }

  @Test
  void verifiedModelIsReadyAndNothingIsLeftToDo() {
    var status = of(verified());

    assertThat(status.verdict).isEqualTo(VerdictState.Verified);
    assertThat(status.lastVerification).isEqualTo(NOW.toString());
    assertConditions(status.conditions)
        .hasTypes(ALL)
        .has(ConditionType.Ready, Value.TRUE, Reason.SignatureVerified)
        .has(ConditionType.SignatureValid, Value.TRUE)
        .has(ConditionType.WriteProtected, Value.TRUE, Reason.NoWriter)
        .has(ConditionType.Reconciling, Value.FALSE)
        .has(ConditionType.Stalled, Value.FALSE);
  }

  @Test
  void blockedModelIsUnknownUnderEveryPolicyAndForgetsItsRun() {
    var status =
        of(new Blocked(VerdictFinding.unknown(Reason.ClaimNotBound, "why"), Optional.empty()));

    assertThat(status.verdict).isEqualTo(VerdictState.Unknown);
    assertThat(status.measurement).isNull();
    assertThat(status.policies)
        .singleElement()
        .satisfies(policy -> assertThat(policy.reason).isEqualTo("ClaimNotBound"));
    assertConditions(status.conditions)
        .hasTypes(ALL)
        .has(ConditionType.Reconciling, Value.TRUE, Reason.ClaimNotBound);
  }

  @Test
  void suspendedModelIsStalled() {
    assertConditions(
            of(new Blocked(VerdictFinding.unknown(Reason.Suspended, "why"), Optional.empty()))
                .conditions)
        .has(ConditionType.Reconciling, Value.FALSE)
        .has(ConditionType.Stalled, Value.TRUE, Reason.Suspended);
  }

  @Test
  void measuringShowsProgressAndWhatIsOpen() {
    var progress = new ProgressStatus();
    var status =
        of(
            new Measuring(
                Signatures.run(),
                "Pod p is hashing the files",
                new Verdicts.Same(VerdictFinding.unknown(Reason.Measuring, "open")),
                Optional.of(progress),
                Optional.of(Duration.ofSeconds(1))));

    assertThat(status.progress).isSameAs(progress);
    assertThat(status.message).isEqualTo("Pod p is hashing the files");
    assertThat(status.policies).extracting(policy -> policy.message).containsExactly("open");
    assertConditions(status.conditions)
        .hasTypes(ALL)
        .has(ConditionType.Reconciling, Value.TRUE, Reason.Measuring);
  }

  @Test
  void postponedModelSaysWhenTheNextTryIs() {
    var run = Signatures.run();
    run.retryAt = "2026-11-21T10:05:00Z";
    var status = of(new Postponed(run, Reason.TimedOut, "too slow", Optional.empty()));

    assertThat(status.message).isEqualTo("too slow; next try at 2026-11-21T10:05:00Z");
    assertThat(status.measurement).isSameAs(run);
    assertConditions(status.conditions)
        .hasTypes(ALL)
        .has(ConditionType.Reconciling, Value.TRUE, Reason.TimedOut)
        .has(ConditionType.SignatureValid, Value.UNKNOWN);
  }

  @Test
  void writersAreNamedWhereTheyMatter() {
    var facts = Signatures.facts(Signatures.resource(), Signatures.bound(), "trainer-0");
    var blocked =
        new Blocked(VerdictFinding.unknown(Reason.WritersPresent, "why"), Optional.empty());

    assertConditions(SignatureStatus.of(facts, blocked, NOW).conditions)
        .has(ConditionType.WriteProtected, Value.FALSE, Reason.WritersPresent);
  }

  @Test
  void errorLeavesNothingVerifiedAndDropsNoConditionAndNoRun() {
    var resource = Signatures.resource();
    resource.setStatus(of(verified()));

    var status = SignatureStatus.notChecked(resource, NOW.plusSeconds(60));

    assertThat(status.verdict).isEqualTo(VerdictState.Unknown);
    assertThat(status.policies).isNull();
    assertThat(status.measurement).isSameAs(resource.getStatus().measurement);
    assertThat(status.lastVerification).isEqualTo(NOW.toString());
    assertConditions(status.conditions)
        .hasTypes(ALL)
        .has(ConditionType.Ready, Value.FALSE, Reason.CheckFailed)
        .has(ConditionType.Verified, Value.UNKNOWN, Reason.CheckFailed)
        .has(ConditionType.SignatureValid, Value.UNKNOWN, Reason.CheckFailed)
        .has(ConditionType.WriteProtected, Value.UNKNOWN, Reason.CheckFailed)
        .has(ConditionType.Reconciling, Value.TRUE, Reason.CheckFailed);
  }

  @Test
  void errorForgetsNoDrift() {
    var resource = Signatures.resource();
    resource.setStatus(of(verified()));
    var changed =
        of(resource, judged(VerdictState.Rejected, Reason.ContentMismatch, "sha256:other"), NOW);
    resource.setStatus(changed);

    assertThat(changed.verifiedContent.driftedAt).isEqualTo(NOW.toString());
    assertThat(SignatureStatus.notChecked(resource, NOW).verifiedContent)
        .isSameAs(changed.verifiedContent);
  }

  @Test
  void lastVerificationStaysUntilSomethingIsVerifiedAnew() {
    var resource = Signatures.resource();
    resource.setStatus(of(verified()));

    assertThat(of(resource, verified(), NOW.plusSeconds(60)).lastVerification)
        .isEqualTo(NOW.toString());
    resource.getStatus().measurement = Signatures.run();
    resource.getStatus().measurement.jobUid = "another";
    assertThat(of(resource, verified(), NOW.plusSeconds(60)).lastVerification)
        .isEqualTo(NOW.plusSeconds(60).toString());
  }

  @Test
  void verdictOfAPolicyNamesWhichPolicyWasAsked() {
    assertThat(of(verified()).policies)
        .singleElement()
        .satisfies(
            (PolicyVerdict policy) -> {
              assertThat(policy.name).isEqualTo(Signatures.POLICY);
              assertThat(policy.uid).isEqualTo("policy-uid");
            });
  }

  @Test
  void sameStatusIsRecognised() {
    assertThat(SignatureStatus.same(of(verified()), of(verified()))).isTrue();
    assertThat(SignatureStatus.same(null, of(verified()))).isFalse();
    assertThat(
            SignatureStatus.same(
                of(verified()), of(judged(VerdictState.Rejected, Reason.ContentMismatch))))
        .isFalse();
  }
}
