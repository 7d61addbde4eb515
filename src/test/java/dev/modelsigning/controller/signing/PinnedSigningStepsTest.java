// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.PinnedClaim;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SigningApproval;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.controller.modelsignature.VolumeFinding;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of a signing job once its claim is pinned: exchanges, writers, the approval. */
final class PinnedSigningStepsTest extends SigningStepsScenario {
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
}
