// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.PinnedClaim;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SigningApproval;
import dev.modelsigning.api.v1alpha1.SigningSource;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.controller.modelsignature.VolumeFinding;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.KubernetesPodLogs;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.RetryPolicy;
import dev.modelsigning.measurement.job.MeasurementJobs;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a signing job waits for and fails by before anything is hashed: no API server is asked. */
final class SigningStepsTest {
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATE = CREATED.plus(SigningPatience.LIMIT).plusSeconds(1);
  private static final VolumeIdentity IDENTITY =
      new VolumeIdentity("sha256:aa", "claim uid", "pv", "pv uid");
  private static final VolumeFinding UNBOUND =
      new VolumeFinding.Nothing(Reason.ClaimNotBound, "unbound");

  private final ModelSigningJob job = job();
  private KubernetesClient unconnected;
  private SignerLookup signer;
  private VolumeFinding volume = bound();
  private Optional<String> claimUid = Optional.of("claim uid");
  private Optional<String> guardMissing = Optional.empty();
  private List<String> writers = List.of();

  @BeforeEach
  void grantSigner() throws Exception {
    unconnected = new KubernetesClientBuilder().withConfig(Config.empty()).build();
    var key = TestPki.ecKey();
    signer =
        new SignerLookup.Granted(
            new Signer(
                KeySigner.ofPem(TestPki.pkcs8Pem(key), Optional.empty()),
                KeyHint.of(key.getPublic())));
  }

  @AfterEach
  void close() {
    unconnected.close();
  }

  @Test
  void missingGuardIsWaitedForIndefinitely() throws Exception {
    guardMissing = Optional.of("policy is missing");
    assertWaits(LATE, Reason.GuardMissing);
  }

  @Test
  void unboundClaimIsWaitedForAWhile() throws Exception {
    volume = UNBOUND;
    assertWaitsForAWhile(Reason.ClaimNotBound);
  }

  @Test
  void writersAreWaitedForAWhileAndNamed() throws Exception {
    writers = List.of("trainer-0");
    assertWaitsForAWhile(Reason.WritersPresent);
    assertThat(((SigningOutcome.Failed) advance(LATE)).message())
        .contains("trainer-0", "(waited 10 minutes)");
  }

  /** It hashed for longer than that, or was created while no operator ran. */
  @Test
  void patienceCountsFromTheBeginningOfTheWait() throws Exception {
    writers = List.of("trainer-0");
    assertWaits(LATE, Reason.WritersPresent);
    store(LATE);
    assertThat(job.getStatus().waitingSince).isEqualTo("2026-01-01T00:10:01Z");
    assertWaits(LATE.plus(SigningPatience.LIMIT), Reason.WritersPresent);
    assertFails(LATE.plus(SigningPatience.LIMIT).plusSeconds(1), Reason.WritersPresent);
  }

  @Test
  void waitForWritersBeginsWhenTheClaimIsBound() throws Exception {
    volume = UNBOUND;
    store(CREATED);
    volume = bound();
    writers = List.of("init-0");
    assertWaits(LATE, Reason.WritersPresent);
  }

  @Test
  void errorInBetweenDoesNotEndTheWait() throws Exception {
    writers = List.of("trainer-0");
    store(CREATED);
    job.setStatus(SigningStatus.notChecked(job, CREATED));
    assertFails(LATE, Reason.WritersPresent);
  }

  private static MeasurementStatus underway(int attempts) {
    var run = new MeasurementStatus();
    run.jobName = "oms-sign";
    run.jobUid = "job uid";
    run.startedAt = "2026-01-01T00:00:00.000Z";
    run.attempts = attempts;
    return run;
  }

  @Test
  void runThatWritersInterruptIsNotBlamedOnWhoeverDeletesJobs() throws Exception {
    pinned("claim uid", IDENTITY.value());
    job.getStatus().state = SigningState.Measuring;
    job.getStatus().measurement = underway(0);
    writers = List.of("trainer-0");

    store(LATE);
    assertThat(job.getStatus().state).isEqualTo(SigningState.Pending);
    assertThat(job.getStatus().measurement.failureReason).isEqualTo("WriterDuringRun");
    assertThat(job.getStatus().measurement.failureMessage).contains("trainer-0", "hint:");
    assertThat(job.getStatus().measurement.retryAt).isNotNull();
    assertThat(job.getStatus().measurement.attempts).isOne();

    // While the writers are there, it is not counted again.
    store(LATE.plusSeconds(10));
    assertThat(job.getStatus().measurement.attempts).isOne();
  }

  @Test
  void claimThatIsWrittenToAgainAndAgainIsNotHashedForEver() throws Exception {
    pinned("claim uid", IDENTITY.value());
    job.getStatus().state = SigningState.Measuring;
    job.getStatus().measurement = underway(SigningSteps.MAX_ATTEMPTS - 1);
    writers = List.of("trainer-0");

    assertFails(CREATED, Reason.WriterDuringRun);
  }

  /** From before the definitions refused it; it cannot be edited. */
  @Test
  void suspendedJobFailsSinceItCanNeverGoOn() throws Exception {
    job.getSpec().measurement = new VerificationOptions();
    job.getSpec().measurement.suspend = true;
    assertFails(CREATED, Reason.Suspended);
    assertThat(((SigningOutcome.Failed) advance(CREATED)).message())
        .contains("hint: create another job");
  }

  @Test
  void jobThatItsOwnerNeverListsFails() throws Exception {
    signer = new SignerLookup.Later("waits");
    assertWaitsForAWhile(Reason.NotVouched);
  }

  @Test
  void deniedSignerFailsAtOnce() throws Exception {
    signer = new SignerLookup.Denied(Reason.SignerNotPermitted, "no");
    assertFails(CREATED, Reason.SignerNotPermitted);
  }

  private void pinned(String uid, @Nullable String volumeIdentity) {
    job.setStatus(new ModelSigningJobStatus());
    job.getStatus().pinned = new PinnedClaim();
    job.getStatus().pinned.claimUid = uid;
    job.getStatus().pinned.volumeIdentity = volumeIdentity;
  }

  private void assertExchanged(String message) throws Exception {
    assertFails(CREATED, Reason.TargetChanged);
    assertThat(((SigningOutcome.Failed) advance(CREATED)).message()).contains(message, "hint:");
  }

  @Test
  void claimThatWasExchangedWhileTheJobWaitedIsNotSigned() throws Exception {
    pinned("claim uid", IDENTITY.value());
    claimUid = Optional.of("another");
    assertExchanged("another claim has the name");
  }

  @Test
  void claimThatWasDeletedIsNotWaitedFor() throws Exception {
    pinned("claim uid", IDENTITY.value());
    claimUid = Optional.empty();
    volume = new VolumeFinding.Nothing(Reason.ClaimNotFound, "gone");
    assertExchanged("has been deleted");
  }

  @Test
  void anotherVolumeBehindTheClaimIsNotSigned() throws Exception {
    pinned("claim uid", "sha256:other");
    assertExchanged("another volume is behind the claim");
  }

  @Test
  void claimThatLostItsVolumeIsNotWaitedFor() throws Exception {
    pinned("claim uid", IDENTITY.value());
    volume = UNBOUND;
    assertExchanged("no longer bound");
  }

  @Test
  void claimThatWasSelectedUnboundMayBeBoundLater() throws Exception {
    pinned("claim uid", null);
    volume = UNBOUND;
    assertWaits(CREATED, Reason.ClaimNotBound);
  }

  private void awaitsApproval(String... approved) {
    job.getSpec().approval = SigningApproval.Manual;
    job.getSpec().approvedDigests = List.of(approved);
    pinned("claim uid", IDENTITY.value());
    job.getStatus().state = SigningState.AwaitingApproval;
    job.getStatus().manifest = new ManifestStatus();
    job.getStatus().manifest.digest = "sha256:shown";
    job.getStatus().manifest.files = 2L;
  }

  @Test
  void writersDoNoHarmBeforeTheApproval() throws Exception {
    awaitsApproval();
    writers = List.of("trainer-0");

    store(LATE);
    assertThat(job.getStatus().state).isEqualTo(SigningState.AwaitingApproval);
    assertThat(job.getStatus().measurement).as("the files are hashed anew").isNull();
  }

  @Test
  void writersAreWaitedForAfterTheApproval() throws Exception {
    awaitsApproval("sha256:shown");
    writers = List.of("trainer-0");
    assertWaits(LATE, Reason.WritersPresent);
  }

  @Test
  void whatWaitsForApprovalIsNotMeasuredAgainBeforeIt() throws Exception {
    awaitsApproval("sha256:something else");

    assertThat(advance(LATE)).isInstanceOf(SigningOutcome.AwaitingApproval.class);
    var status = SigningStatus.of(job, advance(LATE), LATE);
    assertThat(status.state).isEqualTo(SigningState.AwaitingApproval);
    assertThat(status.reason).isEqualTo("AwaitingApproval");
    assertThat(status.message).contains("sha256:shown", "hint: add the digest to approvedDigests");
    assertThat(status.completedAt).isNull();
  }

  @Test
  void finalStatusSaysSoToToolsThatWait() {
    var status =
        SigningStatus.of(
            job, new SigningOutcome.Failed(Reason.SignerNotFound, "no signer"), CREATED);
    assertThat(status.state).isEqualTo(SigningState.Failed);
    assertThat(status.completedAt).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(status.conditions)
        .anyMatch(c -> c.getType().equals("Failed") && c.getStatus().equals("True"))
        .anyMatch(c -> c.getType().equals("Complete") && c.getStatus().equals("False"))
        .anyMatch(c -> c.getType().equals("Reconciling") && c.getStatus().equals("False"));
  }

  /** What the job says now is what it is decided by later. */
  private void store(Instant now) throws Exception {
    var status = SigningStatus.of(job, advance(now), now);
    status.pinned = job.getStatus() == null ? null : job.getStatus().pinned;
    job.setStatus(status);
  }

  private void assertWaitsForAWhile(Reason reason) throws Exception {
    assertWaits(CREATED, reason);
    store(CREATED);
    assertWaits(CREATED.plus(SigningPatience.LIMIT), reason);
    assertFails(LATE, reason);
  }

  private void assertWaits(Instant now, Reason reason) throws Exception {
    assertThat(advance(now)).isInstanceOf(SigningOutcome.Waiting.class);
    assertThat(((SigningOutcome.Waiting) advance(now)).reason()).isEqualTo(reason);
  }

  private void assertFails(Instant now, Reason reason) throws Exception {
    assertThat(advance(now)).isInstanceOf(SigningOutcome.Failed.class);
    assertThat(((SigningOutcome.Failed) advance(now)).reason()).isEqualTo(reason);
  }

  private SigningOutcome advance(Instant now) throws Exception {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    var runner =
        new MeasurementRunner(
            new MeasurementJobs(unconnected, Clock.systemUTC()),
            new KubernetesPodLogs(unconnected),
            new NoGuard(),
            () -> {
              throw new AssertionError("nothing is measured here");
            },
            new MeasurementRunner.Settings(
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Duration.ofSeconds(1)),
            clock,
            RandomGenerator.getDefault());
    var steps =
        new SigningSteps(
            runner,
            (facts, output, bundle) -> {
              throw new AssertionError("nothing is written here");
            },
            clock);
    return steps.advance(
        new SigningFacts(
            job,
            signer,
            Optional.empty(),
            Mandate.of(job),
            claimUid,
            volume,
            guardMissing,
            List.of(),
            List.of(),
            writers,
            since -> List.of(),
            Optional.empty()));
  }

  private record NoGuard() implements GuardState {
    @Override
    public boolean installed() {
      return false;
    }

    @Override
    public boolean installedSince(Instant start) {
      return false;
    }

    @Override
    public String missing() {
      return "no guard in this test";
    }
  }

  private static ModelSigningJob job() {
    var job = new ModelSigningJob();
    job.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team")
            .withName("sign")
            .withUid("uid")
            .withGeneration(1L)
            .withCreationTimestamp(CREATED.toString())
            .build());
    job.getSpec().source = new SigningSource();
    job.getSpec().source.persistentVolumeClaim = new ClaimSource();
    job.getSpec().source.persistentVolumeClaim.claimName = "minilm";
    return job;
  }

  private static VolumeFinding bound() {
    return new VolumeFinding.Bound(IDENTITY, Optional.empty());
  }
}
