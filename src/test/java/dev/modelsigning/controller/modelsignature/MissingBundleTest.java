// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.controller.evidence.EvidenceStore;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.Absence;
import dev.modelsigning.measurement.Measured;
import dev.modelsigning.testing.story.SignedModel;
import dev.modelsigning.testing.story.Signer;
import dev.modelsigning.testing.story.SwitchedGuard;
import dev.modelsigning.trust.KeyAuthority;
import dev.modelsigning.volume.writers.PossibleWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle in the API that is missing at a look, and there at the next one. */
class MissingBundleTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final BundleFinding MISSING =
      new BundleFinding.Missing(Reason.ConfigMapNotFound, "create it");

  @TempDir private Path folder;

  private final MovableClock clock = new MovableClock(NOW);
  private final ModelSignature resource = Signatures.resource();
  private final Signer signer = Signer.fresh();
  private final Signer next = Signer.fresh();
  private StoredObjects objects;
  private SignatureAssessor assessor;
  private SignedModel model;
  private BundleFinding.InApi bundle;

  @BeforeEach
  void measuredModel() throws Exception {
    objects = new StoredObjects();
    var guard = new SwitchedGuard();
    var pause = Duration.ofSeconds(1);
    var runner = Signatures.runnerWithoutJobs(objects.client, guard, pause, clock);
    var config = FixedConfig.of("system", OperatorUnderTest.IMAGE);
    var beans = new SignatureBeans();
    EvidenceStore store = beans.store(objects.client, config);
    assessor = beans.assessor(config, runner, store, guard, Absence.NONE, clock);
    model = new SignedModel(folder);
    bundle = new BundleFinding.InApi(model.signedBy(signer));
    store.save(
        new EvidenceStore.Owner("owner-uid", "team-a/minilm", "job-uid", true, Optional.empty()),
        new Measured(
            FingerprintLookTest.report(TerminationReport.MEASURED, "", ""),
            Optional.empty(),
            Optional.of(model.measured())));
    resource.setStatus(new ModelSignatureStatus());
    resource.getStatus().measurement = measured();
  }

  @AfterEach
  void close() {
    objects.close();
  }

  private MeasurementStatus measured() {
    MeasurementStatus run = Signatures.run();
    run.jobUid = "job-uid";
    run.completedAt = NOW.toString();
    run.bundleDigest = bundle.digest();
    return run;
  }

  private SignatureFacts facts(BundleFinding found, PossibleWriter... writers) throws Exception {
    var trusting =
        new CompiledPolicy.Usable(
            Signatures.policy().policy(),
            List.of(
                KeyAuthority.ofPem("release", signer.publicKey()),
                KeyAuthority.ofPem("next", next.publicKey())));
    return new SignatureFacts(
        resource,
        Signatures.bound(),
        found,
        List.of(trusting),
        List.of(),
        List.of(),
        List.of(writers),
        since -> List.of(),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private ModelSignatureStatus look(BundleFinding found, PossibleWriter... writers)
      throws Exception {
    SignatureFacts facts = facts(found, writers);
    var status = SignatureStatus.of(facts, assessor.assess(facts), clock.instant());
    resource.setStatus(status);
    return status;
  }

  @Test
  void bundleThatComesBackIsVerifiedWithoutAMeasurement() throws Exception {
    ModelSignatureStatus missing = look(MISSING);
    assertThat(missing.verdict).isEqualTo(VerdictState.Unknown);
    assertThat(missing.reason).isEqualTo(Reason.ConfigMapNotFound.text());

    ModelSignatureStatus back = look(bundle);
    assertThat(back.verdict).isEqualTo(VerdictState.Verified);
    assertThat(back.measurement.jobUid).isEqualTo("job-uid");
    assertThat(back.measurement.bundleDigest).isEqualTo(bundle.digest());
  }

  @Test
  void bundleOfAnotherKeyThatComesInItsPlaceIsVerifiedWithoutAMeasurement() throws Exception {
    look(MISSING);

    var replacement = new BundleFinding.InApi(model.signedBy(next));
    ModelSignatureStatus back = look(replacement);
    assertThat(back.verdict).isEqualTo(VerdictState.Verified);
    assertThat(back.measurement.bundleDigest).isEqualTo(replacement.digest());
  }

  @Test
  void verdictThatWasBeingRepeatedKeepsTheMeasurementItRestsOn() throws Exception {
    resource.getStatus().standing = resource.getStatus().measurement;
    resource.getStatus().measurement = Signatures.run();

    look(MISSING);

    assertThat(look(bundle).verdict).isEqualTo(VerdictState.Verified);
  }

  @Test
  void statusSaysNoMoreWhichBundleWasMeasured() throws Exception {
    // Whoever reads registries would take it for the one that is attached.
    assertThat(look(MISSING).measurement.bundleDigest).isEmpty();
  }

  @Test
  void writerMeanwhileHasTheModelMeasuredAgain() throws Exception {
    var writer =
        new PossibleWriter(
            "team-a", "trainer-0", "trainer-uid", Duration.ofSeconds(30), Optional.empty());
    look(MISSING);
    assertThat(look(MISSING, writer).measurement).isNull();

    ModelSignatureStatus back = look(bundle);
    assertThat(back.verdict).isEqualTo(VerdictState.Unknown);
    assertThat(back.measurement.completedAt).isNull();
  }
}
