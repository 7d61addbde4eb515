// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.modelsignature.Assessment.Verdicts;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.trust.SignerFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyVerdictsTest {
  private static final CompiledPolicy POLICY = Signatures.policy();

  private static PolicyFinding finding(VerdictState verdict, Reason reason) {
    return PolicyFinding.of(POLICY, new VerdictFinding(verdict, reason, "message of " + reason));
  }

  private static final PolicyFinding VERIFIED =
      finding(VerdictState.Verified, Reason.SignatureVerified);
  private static final PolicyFinding UNKNOWN = finding(VerdictState.Unknown, Reason.PolicyNotReady);
  private static final PolicyFinding REJECTED =
      finding(VerdictState.Rejected, Reason.SignerUntrusted);

  @Test
  void rejectionByOnePolicyOutweighsEverythingElse() {
    assertThat(PolicyVerdicts.overall(List.of(VERIFIED, UNKNOWN, REJECTED)))
        .isEqualTo(
            new VerdictFinding(
                VerdictState.Rejected,
                Reason.SignerUntrusted,
                "Policy release: message of SignerUntrusted"));
  }

  @Test
  void policyThatOnlyWarnsDoesNotDecideBesideOneThatEnforces() {
    CompiledPolicy warning = Signatures.policy();
    warning.policy().getSpec().mode = PolicyMode.Warn;
    var refusedByIt = PolicyFinding.of(warning, REJECTED.finding());

    assertThat(PolicyVerdicts.overall(List.of(refusedByIt, VERIFIED)).verdict())
        .isEqualTo(VerdictState.Verified);
    assertThat(PolicyVerdicts.overall(List.of(refusedByIt)).verdict())
        .isEqualTo(VerdictState.Rejected);
    assertThat(PolicyVerdicts.written(refusedByIt).mode).isEqualTo(PolicyMode.Warn);
  }

  @Test
  void signatureThatOnlyAWarningPolicyRefusesIsToldOfByThatPolicy() {
    CompiledPolicy warning = Signatures.policy();
    warning.policy().getSpec().mode = PolicyMode.Warn;
    var refusedByIt = PolicyFinding.of(warning, REJECTED.finding());

    VerdictFinding verified = PolicyVerdicts.overall(List.of(VERIFIED));
    assertThat(PolicyVerdicts.ofSignature(List.of(VERIFIED, refusedByIt), verified))
        .isEqualTo(PolicyVerdicts.overall(List.of(REJECTED)));
    assertThat(PolicyVerdicts.ofSignature(List.of(VERIFIED), verified)).isEqualTo(verified);

    PolicyFinding enforced = finding(VerdictState.Rejected, Reason.TooFewSigners);
    VerdictFinding rejected = PolicyVerdicts.overall(List.of(enforced));
    assertThat(PolicyVerdicts.ofSignature(List.of(refusedByIt, enforced), rejected))
        .isEqualTo(rejected);
  }

  @Test
  void verdictSaysWhenItsFilesWereMeasured() {
    var run = new MeasurementStatus();
    run.completedAt = "2026-11-28T10:00:00.123Z";

    assertThat(PolicyVerdicts.overall(List.of(VERIFIED), Optional.of(run)).message())
        .isEqualTo(
            "Policy release: message of SignatureVerified; measured at 2026-11-28T10:00:00Z");
  }

  @Test
  void modelIsVerifiedOnlyWhenEveryPolicyIsSatisfied() {
    assertThat(PolicyVerdicts.overall(List.of(VERIFIED, UNKNOWN)).verdict())
        .isEqualTo(VerdictState.Unknown);
    assertThat(PolicyVerdicts.overall(List.of(VERIFIED, VERIFIED)).verdict())
        .isEqualTo(VerdictState.Verified);
  }

  @Test
  void withoutAPolicyNothingIsVerified() {
    assertThat(PolicyVerdicts.overall(List.of()))
        .satisfies(
            overall -> {
              assertThat(overall.verdict()).isEqualTo(VerdictState.Unknown);
              assertThat(overall.reason()).isEqualTo(Reason.NoMatchingPolicy);
              assertThat(overall.message()).contains("hint:");
            });
  }

  @Test
  void oneFindingIsSpreadOverAllPolicies() {
    var same = new VerdictFinding(VerdictState.Unknown, Reason.Measuring, "m");

    assertThat(PolicyVerdicts.of(new Verdicts.Same(same), List.of(POLICY, POLICY)))
        .extracting(PolicyFinding::finding)
        .containsExactly(same, same);
  }

  @Test
  void satisfiedPolicyNamesTheAuthorityAndTheEndOfItsCertificate() {
    var signer =
        new SignerFacts(
            "release-ca",
            SignerFacts.CERTIFICATE,
            "aa",
            Optional.empty(),
            List.of(),
            Optional.of(Instant.parse("2027-01-01T00:00:00.5Z")));
    var written =
        PolicyVerdicts.written(new PolicyFinding(POLICY, VERIFIED.finding(), Optional.of(signer)));

    assertThat(written.authority).isEqualTo("release-ca");
    assertThat(written.validUntil).isEqualTo("2027-01-01T00:00:00Z");
  }

  @Test
  void policyThatIsNotSatisfiedNamesNoAuthority() {
    var written = PolicyVerdicts.written(REJECTED);

    assertThat(written.authority).isNull();
    assertThat(written.validUntil).isNull();
    assertThat(written.reason).isEqualTo("SignerUntrusted");
  }

  @Test
  void longMessagesAreCut() {
    var endless = VerdictFinding.unknown(Reason.NotMeasured, "x".repeat(5000));

    assertThat(PolicyVerdicts.written(PolicyFinding.of(POLICY, endless)).message)
        .hasSizeLessThan(2100)
        .endsWith("…");
  }
}
