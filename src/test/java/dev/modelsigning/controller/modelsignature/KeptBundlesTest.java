// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.controller.evidence.EvidenceStore;
import dev.modelsigning.controller.evidence.Turns;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.ModelVerifier;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is judged after a restart of the operator while the registry with the bundles is away. */
class KeptBundlesTest {
  @TempDir private Path folder;

  private final Signer anna = Signer.fresh();
  private final Signer ben = Signer.fresh();
  private final MeasurementStatus run = Signatures.run();
  private final ClusterModelTrustPolicy policy = new ClusterModelTrustPolicy();
  private SignedModel model;
  private StoredObjects objects;

  @BeforeEach
  void wire() throws Exception {
    objects = new StoredObjects();
    model = new SignedModel(folder);
    run.jobUid = "job-uid";
    policy.setMetadata(
        new ObjectMetaBuilder().withName("release").withUid("uid").withGeneration(1L).build());
    policy.getSpec().requirements = new PolicyRequirements();
    policy.getSpec().requirements.minimumMatches = 2;
  }

  @AfterEach
  void close() {
    objects.close();
  }

  /** That of a process of its own, which remembers nothing. */
  private EvidenceJudge judge() {
    var clock = new MovableClock(Instant.parse("2026-11-21T10:00:00Z"));
    return new EvidenceJudge(
        new EvidenceStore(objects.client, "system"),
        new JointEvaluation(new PolicyEvaluation(new ModelVerifier(clock)), clock),
        new Turns(),
        Duration.ofMinutes(1),
        clock);
  }

  private SignatureFacts facts(BundleFinding first, BundleFinding second) throws Exception {
    var trusting =
        new CompiledPolicy.Usable(
            policy,
            List.of(
                KeyAuthority.ofPem("anna", anna.publicKey()),
                KeyAuthority.ofPem("ben", ben.publicKey())));
    SignatureFacts facts = Signatures.facts(Signatures.bound(), trusting, List.of(second));
    return new SignatureFacts(
        facts.resource(),
        facts.volume(),
        first,
        facts.policies(),
        List.of(),
        List.of(),
        List.of(),
        since -> List.of(),
        Optional.empty(),
        List.of(),
        facts.additional());
  }

  private void measured(byte[] first, byte[] second) throws Exception {
    judge()
        .fresh(
            facts(inRegistry(first, () -> first), inRegistry(second, () -> second)),
            run,
            new Measured(
                FingerprintLookTest.report(""), Optional.empty(), Optional.of(model.measured())));
  }

  private static byte[] away() {
    throw new UncheckedIOException(new LaterException("the registry does not answer"));
  }

  private static BundleFinding inRegistry(byte[] bundle, Supplier<byte[]> bytes) {
    return BundleFinding.InApi.inRegistry(BundleFinding.digest(bundle), bytes);
  }

  @Test
  void allBundlesThatCountedAreJudgedAgainWithoutTheRegistry() throws Exception {
    byte[] first = model.signedBy(anna);
    byte[] second = model.signedBy(ben);
    measured(first, second);

    Assessment again =
        judge()
            .stored(
                facts(
                    inRegistry(first, KeptBundlesTest::away),
                    inRegistry(second, KeptBundlesTest::away)),
                run);

    assertThat(PolicyVerdicts.overall(findings(again)).verdict()).isEqualTo(VerdictState.Verified);
  }

  private static List<PolicyFinding> findings(Assessment assessment) {
    var judged = (Assessment.Judged) assessment;
    return ((Assessment.Verdicts.Each) judged.verdicts()).findings();
  }

  @Test
  void anotherBundleThanTheKeptOneIsAskedFor() throws Exception {
    byte[] first = model.signedBy(anna);
    measured(first, model.signedBy(ben));
    byte[] other = model.signedBy(Signer.fresh());

    assertThatThrownBy(
            () ->
                judge()
                    .stored(
                        facts(
                            inRegistry(first, KeptBundlesTest::away),
                            inRegistry(other, KeptBundlesTest::away)),
                        run))
        .hasCauseInstanceOf(LaterException.class);
  }

  @Test
  void aFurtherBundleOfAStrangerIsNotKept() throws Exception {
    byte[] first = model.signedBy(anna);
    byte[] stranger = model.signedBy(Signer.fresh());
    measured(first, stranger);

    assertThatThrownBy(
            () ->
                judge()
                    .stored(
                        facts(
                            inRegistry(first, KeptBundlesTest::away),
                            inRegistry(stranger, KeptBundlesTest::away)),
                        run))
        .hasCauseInstanceOf(LaterException.class);
  }
}
