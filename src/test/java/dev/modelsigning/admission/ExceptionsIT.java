// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;

import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.ExemptClaim;
import dev.modelsigning.api.v1alpha1.PolicyExemption;
import dev.modelsigning.testing.Await;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exemptions and denials of a policy, as a real API server and the webhook's process decide. */
final class ExceptionsIT extends AdmissionScenario {
  private void exempt(String claim, Duration left) {
    var source = new ExemptClaim();
    source.namespace = namespace;
    source.claimName = claim;
    var exemption = new PolicyExemption();
    exemption.name = "legacy";
    exemption.sources = List.of(source);
    exemption.reason = "signed from release 7 on";
    exemption.approver = "security-team";
    exemption.expires = Instant.now().plus(left).truncatedTo(ChronoUnit.SECONDS).toString();
    editPolicy(policy -> policy.getSpec().exemptions = List.of(exemption));
  }

  @Test
  void exemptClaimIsServedUntilTheExemptionEnds() {
    given.anUnsignedClaim("legacy-model");
    exempt("legacy-model", Duration.ofDays(1));
    Await.until("the exemption to be known", PATIENCE, () -> refusal("legacy-model").isEmpty());
    assertAdmitted(() -> create(server("s", "legacy-model")));

    exempt("legacy-model", Duration.ofDays(-1));

    Await.until(
        "the end to be known",
        PATIENCE,
        () -> refusal("legacy-model").contains("exemption legacy ended at"));
  }

  @Test
  void deniedModelIsRefusedThoughItsVerdictIsVerified() {
    givenAVerifiedClaim("model");
    var entry = new DeniedEntry();
    entry.digest = ServedModels.CONTENT;
    entry.reason = "see incident 42";

    editPolicy(policy -> policy.getSpec().deny = List.of(entry));

    Await.until("the entry to be known", PATIENCE, () -> !refusal("model").isEmpty());
    assertRefused(
        () -> create(server("s", "model")), "ModelSignature model is denied", "see incident 42");
  }
}
