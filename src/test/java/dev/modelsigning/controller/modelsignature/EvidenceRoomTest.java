// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.evidence.EvidenceStore;
import dev.modelsigning.controller.evidence.Turns;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.verification.ModelVerifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which evidence takes a namespace's room, and what becomes of a model that finds none. */
class EvidenceRoomTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String OF_THE_NAMESPACE = "modelsigning.dev/evidence-untrusted-in";

  @TempDir private Path folder;

  private final ModelSignature resource = Signatures.resource();
  private final Signer signer = Signer.fresh();
  private final MeasurementStatus run = Signatures.run();
  private SignedModel model;
  private byte[] bundle;
  private CompiledPolicy policy;
  private StoredObjects objects;
  private EvidenceStore store;

  @BeforeEach
  void aSignedModel() throws Exception {
    model = new SignedModel(folder);
    bundle = model.signedBy(signer);
    policy =
        new CompiledPolicy.Usable(
            Signatures.policy().policy(),
            List.of(KeyAuthority.ofPem("release", signer.publicKey())));
    objects = new StoredObjects();
    store = new EvidenceStore(objects.client, "system");
    run.jobUid = "job-uid";
    run.completedAt = NOW.toString();
  }

  @AfterEach
  void close() {
    objects.close();
  }

  /** Remembers nothing, as after a restart. */
  private EvidenceJudge judge() {
    var clock = new MovableClock(NOW);
    return new EvidenceJudge(
        store,
        new JointEvaluation(new PolicyEvaluation(new ModelVerifier(clock)), clock),
        new Turns(),
        Duration.ofMinutes(1),
        clock);
  }

  private SignatureFacts facts() {
    return new SignatureFacts(
        resource,
        Signatures.bound(),
        new BundleFinding.OnVolume("model.sig"),
        List.of(policy),
        List.of(),
        List.of(),
        List.of(),
        since -> List.of(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private Assessment.Judged judgedNow() {
    return judge()
        .fresh(
            facts(),
            run,
            new Measured(
                FingerprintLookTest.report(""),
                Optional.of(bundle),
                Optional.of(model.measured())));
  }

  private List<?> inTheRoom() {
    return objects
        .client
        .configMaps()
        .inNamespace("system")
        .withLabel(OF_THE_NAMESPACE, "team-a")
        .list()
        .getItems();
  }

  private Optional<Measured> stored() {
    return store.load("owner-uid", Optional.empty(), "job-uid");
  }

  private static void assertVerdict(Assessment assessment, VerdictState verdict, Reason reason) {
    assertThat(assessment)
        .isInstanceOfSatisfying(
            Assessment.Judged.class,
            judged -> {
              var finding =
                  ((Assessment.Verdicts.Each) judged.verdicts()).findings().getFirst().finding();
              assertThat(finding.verdict()).isEqualTo(verdict);
              assertThat(finding.reason()).isEqualTo(reason);
            });
  }

  @Test
  void contentThatATrustedSignatureIsAboutTakesNoRoom() {
    assertVerdict(judgedNow(), VerdictState.Verified, Reason.SignatureVerified);

    assertThat(stored()).isPresent();
    assertThat(inTheRoom()).isEmpty();
  }

  /** A trusted bundle lies beside any number of folders with any files. */
  @Test
  void otherContentBesideATrustedSignatureTakesRoom() {
    model.tamper();
    assertVerdict(judgedNow(), VerdictState.Rejected, Reason.ContentMismatch);

    assertThat(stored()).isPresent();
    assertThat(inTheRoom()).hasSize(1);
  }

  @Test
  void mismatchThatFindsNoRoomStandsWithoutAnotherMeasurement() throws Exception {
    byte[] large = new byte[(8 << 20) - (8 << 10)];
    new Random(1).nextBytes(large);
    assertThat(
            store.save(
                new EvidenceStore.Owner(
                    "other-uid", "team-a/other", "other-job", false, Optional.empty()),
                new Measured(FingerprintLookTest.report(""), Optional.of(large), Optional.empty())))
        .isTrue();
    model.tamper();
    resource.setStatus(SignatureStatus.of(facts(), judgedNow(), NOW));
    assertThat(stored()).isEmpty();

    assertVerdict(judge().stored(facts(), run), VerdictState.Rejected, Reason.ContentMismatch);
  }

  /** Whoever names such a path, or writes there, could otherwise make any content a trusted one. */
  @Test
  void filesThatAPolicyLeavesOutAreNotStoredWithWhatIsSigned() throws Exception {
    var signed = model.measured();
    ModelDirectories.write(folder, ".cache/leftover", "anything");
    policy.policy().getSpec().models = new ModelRules();
    policy.policy().getSpec().models.ignoredPaths = List.of(".cache");
    assertVerdict(judgedNow(), VerdictState.Verified, Reason.SignatureVerified);

    assertThat(stored().flatMap(Measured::manifest)).hasValue(signed);
    assertVerdict(judge().stored(facts(), run), VerdictState.Verified, Reason.SignatureVerified);

    policy.policy().getSpec().models.ignoredPaths = List.of();
    assertVerdict(
        judge().stored(facts(), run), VerdictState.Rejected, Reason.IgnoredContentPresent);
  }
}
