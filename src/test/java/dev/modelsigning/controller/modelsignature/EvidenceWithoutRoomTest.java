// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.evidence.EvidenceStore;
import dev.modelsigning.controller.evidence.Turns;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.ModelVerifier;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose evidence is not kept, since its namespace has used up its room. */
class EvidenceWithoutRoomTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration PAUSE = Duration.ofMinutes(10);

  @TempDir private Path folder;

  private final MovableClock clock = new MovableClock(NOW);
  private final Signer signer = Signer.fresh();
  private final MeasurementStatus run = Signatures.run();
  private StoredObjects objects;
  private EvidenceJudge judge;
  private Measured measured;

  @BeforeEach
  void fullNamespace() throws Exception {
    objects = new StoredObjects();
    objects.fill();
    judge = judge();
    run.jobUid = "job-uid";
    run.completedAt = NOW.toString();
    var model = new SignedModel(folder);
    measured =
        new Measured(
            FingerprintLookTest.report(TerminationReport.MEASURED, "", ""),
            Optional.of(model.signedBy(signer)),
            Optional.of(model.measured()));
  }

  @AfterEach
  void close() {
    objects.close();
  }

  private EvidenceJudge judge() {
    return new EvidenceJudge(
        new EvidenceStore(objects.client, "system"),
        new JointEvaluation(new PolicyEvaluation(new ModelVerifier(clock)), clock),
        new Turns(),
        PAUSE,
        clock);
  }

  /** As it is compiled at every look: a policy of the model's namespace. */
  private static CompiledPolicy policy(long generation, Signer... trusted) throws Exception {
    var policy = new ClusterModelTrustPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team-a")
            .withName("team-a/release")
            .withUid("policy-uid")
            .withGeneration(generation)
            .build());
    policy.setSpec(new ClusterModelTrustPolicySpec());
    return new CompiledPolicy.Usable(
        policy, List.of(KeyAuthority.ofPem("release", trusted[0].publicKey())));
  }

  private static SignatureFacts facts(BundleFinding bundle, CompiledPolicy... policies) {
    return new SignatureFacts(
        Signatures.resource(),
        Signatures.bound(),
        bundle,
        List.of(policies),
        List.of(),
        List.of(),
        List.of(),
        since -> List.of(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private static SignatureFacts facts(CompiledPolicy... policies) {
    return facts(new BundleFinding.OnVolume("model.sig"), policies);
  }

  private static void assertVerified(Assessment assessment) {
    assertThat(assessment)
        .isInstanceOfSatisfying(
            Assessment.Judged.class,
            judged ->
                assertThat(
                        PolicyVerdicts.overall(
                                ((Assessment.Verdicts.Each) judged.verdicts()).findings())
                            .verdict())
                    .isEqualTo(VerdictState.Verified));
  }

  private static Assessment.Blocked assertBlocked(Assessment assessment, Reason reason) {
    assertThat(assessment).isInstanceOf(Assessment.Blocked.class);
    var blocked = (Assessment.Blocked) assessment;
    assertThat(blocked.finding().reason()).isEqualTo(reason);
    return blocked;
  }

  @Test
  void verdictStandsWhileThePolicyOfTheNamespaceSaysTheSame() throws Exception {
    assertVerified(judge.fresh(facts(policy(1, signer)), run, measured));
    assertThat(objects.has("oms-evidence-owner-uid")).isFalse();

    assertVerified(judge.stored(facts(policy(1, signer)), run));
    clock.advance(Duration.ofDays(3));
    assertVerified(judge.stored(facts(policy(1, signer)), run));
  }

  @Test
  void nothingIsMeasuredAgainForANamespaceWithoutAPolicy() throws Exception {
    judge.fresh(facts(), run, measured);

    clock.advance(Duration.ofDays(3));
    assertThat(judge.stored(facts(), run)).isInstanceOf(Assessment.Judged.class);
  }

  @Test
  void verdictDoesNotStandForAnotherPolicyBundleRunOrGeneration() throws Exception {
    judge.fresh(facts(policy(1, signer)), run, measured);
    clock.advance(PAUSE);

    var other = facts(policy(1, Signer.fresh()));
    var edited = facts(policy(2, signer));
    var none = facts();
    var another = facts(new BundleFinding.OnVolume("other.sig"), policy(1, signer));
    var spec = facts(policy(1, signer));
    spec.resource().getMetadata().setGeneration(4L);
    for (SignatureFacts changed : List.of(other, edited, none, another, spec)) {
      assertThat(assertBlocked(judge.stored(changed, run), Reason.EvidenceLost).run()).isEmpty();
    }
    run.jobUid = "another";
    assertBlocked(judge.stored(facts(policy(1, signer)), run), Reason.EvidenceLost);
  }

  @Test
  void measurementThatAChangedPolicyAsksForWaitsForThePause() throws Exception {
    judge.fresh(facts(policy(1, signer)), run, measured);
    clock.advance(PAUSE.minusSeconds(30));

    var blocked =
        assertBlocked(judge.stored(facts(policy(2, signer)), run), Reason.EvidenceNotKept);
    assertThat(blocked.run()).contains(run);
    assertThat(blocked.requeueAfter()).contains(Duration.ofSeconds(30));
    assertThat(blocked.finding().message()).contains("2026-11-21T10:10:00Z", "hint: ");
  }

  @Test
  void nothingButARefusalOutlivesTheProcessThatSawTheEvidence() throws Exception {
    judge.fresh(facts(policy(1, signer)), run, measured);

    assertBlocked(judge().stored(facts(policy(1, signer)), run), Reason.EvidenceLost);
  }
}
