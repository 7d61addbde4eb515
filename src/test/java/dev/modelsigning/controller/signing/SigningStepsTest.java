// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a signing job waits for and fails by before anything is hashed: no API server is asked. */
final class SigningStepsTest extends SigningStepsScenario {
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

  private void assertWaitsForAWhile(Reason reason) throws Exception {
    assertWaits(CREATED, reason);
    store(CREATED);
    assertWaits(CREATED.plus(SigningPatience.LIMIT), reason);
    assertFails(LATE, reason);
  }
}
