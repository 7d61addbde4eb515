// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;

import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The drill for the day on which trust is taken back: nobody judges anything again here, and the
 * webhook refuses new pods all the same. What runs goes on, and counts as refused ({@code
 * ImpactSurveyIT}).
 */
final class RevocationIT extends AdmissionScenario {
  private static final String KEY = "5e".repeat(32);

  @BeforeEach
  void aModelIsServed() {
    given.aVerifiedClaimOfKey("model", KEY);
    Await.until("a pod to be admitted", PATIENCE, () -> refusal("model").isEmpty());
    assertAdmitted(() -> create(server("serving", "model")));
  }

  private void deny(Consumer<DeniedEntry> what) {
    var entry = new DeniedEntry();
    entry.reason = "see incident 42";
    what.accept(entry);
    editPolicy(policy -> policy.getSpec().deny = List.of(entry));
  }

  private void newPodsAreRefused(String... words) {
    Await.until("new pods to be refused", PATIENCE, () -> !refusal("model").isEmpty());
    assertRefused(() -> create(server("next", "model")), words);
  }

  @Test
  void aKeyThatIsDeniedAdmitsNoNewPod() {
    deny(entry -> entry.key = KEY);

    newPodsAreRefused("ModelSignature model is denied", "see incident 42");
  }

  @Test
  void aContentThatIsDeniedAdmitsNoNewPod() {
    deny(entry -> entry.digest = ServedModels.CONTENT);

    newPodsAreRefused("ModelSignature model is denied", "see incident 42");
  }

  @Test
  void anAuthorityThatIsTakenOutAdmitsNoNewPod() {
    editPolicy(
        policy ->
            policy.getSpec().authorities =
                List.of(CustomResources.authority("next-key", TestPki.publicPem(TestPki.ecKey()))));

    newPodsAreRefused("next-key");
  }
}
