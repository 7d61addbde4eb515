// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.controller.modelsignature.VolumeFinding;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a signing job is decided by.
 *
 * @param job the job
 * @param signer whether it may use its signer
 * @param existing the ModelSignature under the name that it would write
 * @param mandate what may be signed
 * @param claimUid UID of the claim of that name, if there is one
 * @param volume what the claim stands for now
 * @param guardMissing what the guard lacks; empty when it is in force
 * @param jobs its measuring Jobs
 * @param pods its measuring pods
 * @param writers pods that can write to the claim now
 * @param writersSince pods that may have written since an instant
 * @param attachedTo the only node that can mount the claim now, if there is one
 */
record SigningFacts(
    ModelSigningJob job,
    SignerLookup signer,
    Optional<ModelSignature> existing,
    Mandate mandate,
    Optional<String> claimUid,
    VolumeFinding volume,
    Optional<String> guardMissing,
    List<Job> jobs,
    List<Pod> pods,
    List<String> writers,
    Function<Instant, List<String>> writersSince,
    Optional<String> attachedTo) {

  /** What was measured and shown before, and still waits for approval. */
  Optional<ManifestStatus> unapproved() {
    return Optional.ofNullable(job.getStatus())
        .filter(status -> status.state == SigningState.AwaitingApproval)
        .map(status -> status.manifest)
        .filter(shown -> !mandate.allows(shown.digest));
  }

  /** What the claim's name stands for now. */
  Optional<TargetPin> seen() {
    return TargetPin.seen(claimUid, volume);
  }

  /** The measurement on record. */
  Optional<MeasurementStatus> run() {
    return Optional.ofNullable(job.getStatus()).map(before -> before.measurement);
  }

  /** What to record about the target. */
  Optional<TargetPin> pinned() {
    var status = job.getStatus();
    return TargetPin.recorded(
        mandate.pin().or(() -> TargetPin.of(status == null ? null : status.pinned)), seen());
  }

  /** Why the claim is not the one that was selected, by its cluster job or by itself. */
  Optional<String> exchanged() {
    var status = job.getStatus();
    return mandate
        .pin()
        .flatMap(pin -> pin.differs(seen()))
        .or(
            () ->
                TargetPin.of(status == null ? null : status.pinned)
                    .flatMap(pin -> pin.differs(seen())));
  }
}
