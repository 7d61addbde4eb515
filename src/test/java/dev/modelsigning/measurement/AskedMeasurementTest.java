// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Somebody asks for a measurement (modelsigning.dev/measure-again) while a failed one rests. */
class AskedMeasurementTest {
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");

  private static MeasurementStep next(MeasurementStatus status, String wanted) {
    var basis =
        new MeasurementBasis(
            3,
            Runs.IDENTITY,
            Optional.empty(),
            Optional.empty(),
            Optional.of(wanted),
            Optional.empty());
    return MeasurementStep.next(
        new MeasurementInputs(
            Optional.of(status), basis, List.of(), List.of(), since -> List.of(), Optional.empty()),
        NOW);
  }

  @Test
  void endsTheRestOnceForEachTimeItIsAskedFor() {
    var failed = new MeasurementStatus();
    failed.generation = 3L;
    failed.volumeIdentity = Runs.IDENTITY;
    failed.jobUid = Runs.JOB_UID;
    failed.retryAt = NOW.plusSeconds(300).toString();
    failed.measureAgain = "at nine";

    assertThat(next(failed, "at ten")).isInstanceOf(MeasurementStep.Begin.class);
    assertThat(next(failed, "at nine")).isEqualTo(new MeasurementStep.Rest(NOW.plusSeconds(300)));
  }
}
