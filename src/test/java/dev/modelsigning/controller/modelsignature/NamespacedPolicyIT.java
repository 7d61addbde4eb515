// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.testing.story.Signer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Verdicts under policies of a namespace, beside those of the cluster. */
class NamespacedPolicyIT extends OperatorScenario {
  private ModelTrustPolicy stored() {
    return API.admin().resources(ModelTrustPolicy.class).inNamespace(team).withName("strict").get();
  }

  @Test
  void bothPoliciesHaveToBeSatisfiedAndNothingIsMeasuredForTheSecond() {
    Job job = given.aVerifiedModel();

    API.admin()
        .resource(CustomResources.namespacedPolicy(team, "strict", Signer.fresh().publicKey()))
        .create();

    var refused = then.theModelSignature().becomes("SignerUntrusted").status();
    assertThat(refused.verdict).isEqualTo(VerdictState.Rejected);
    assertThat(refused.policies)
        .extracting(policy -> policy.name + " " + policy.verdict)
        .containsExactly(team + " Verified", team + "/strict Rejected");
    assertThat(refused.measurement.jobUid).isEqualTo(job.getMetadata().getUid());
    Await.until(
        "the digests of its authority",
        Duration.ofSeconds(30),
        () -> stored().getStatus() != null && stored().getStatus().checkedAt != null);
    assertThat(stored().getStatus().authorities).hasSize(1);

    API.admin().resource(stored()).delete();
    then.theModelSignature().becomesVerified();
  }
}
