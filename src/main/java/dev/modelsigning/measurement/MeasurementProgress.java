// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a measurement is after one step. The caller writes {@link #status()} to its resource
 * before it calls {@link MeasurementRunner#advance} again: a run is recorded before its Job exists,
 * and the Job's UID before it may run.
 */
public sealed interface MeasurementProgress {
  /** What to write to the resource. */
  MeasurementStatus status();

  /**
   * The Job is being created or is running.
   *
   * @param status what to write
   * @param message what it waits for
   * @param progress bytes hashed so far, once known
   * @param requeueAfter when to step again at the latest
   */
  record Underway(
      MeasurementStatus status,
      String message,
      Optional<ProgressStatus> progress,
      Duration requeueAfter)
      implements MeasurementProgress {}

  /**
   * Evidence was accepted just now: store it, write the status, then step again, which deletes the
   * Job.
   *
   * @param status what to write
   * @param measured the evidence
   */
  record Completed(MeasurementStatus status, Measured measured) implements MeasurementProgress {}

  /**
   * The evidence of this basis was accepted earlier; all that was done is cleaning up.
   *
   * @param status as it was
   */
  record Held(MeasurementStatus status) implements MeasurementProgress {}

  /**
   * The run failed or was not believed; another will follow.
   *
   * @param status what to write
   * @param reason why
   * @param message why, for people
   * @param requeueAfter when the next run may begin
   */
  record Postponed(MeasurementStatus status, Reason reason, String message, Duration requeueAfter)
      implements MeasurementProgress {}
}
