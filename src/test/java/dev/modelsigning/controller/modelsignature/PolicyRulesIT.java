// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.DeniedEntry;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.testing.story.Signer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What policies say beyond whom they trust: how many signers they want, and what they deny. */
class PolicyRulesIT extends OperatorScenario {
  @Test
  void twoSignersOfThreeVerifyAModelAndOneIsTooFew() {
    Signer ben = Signer.fresh();
    given
        .aPolicyThatTrusts(signer.publicKey(), ben.publicKey(), Signer.fresh().publicKey())
        .aBoundClaim();
    when.editPolicy(
        policy -> {
          policy.getSpec().requirements = new PolicyRequirements();
          policy.getSpec().requirements.minimumMatches = 2;
        });
    given.aModelSignatureWithBundles(model.signedBy(signer), model.signedBy(ben));
    Job job = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified().wasMeasuredBy(job);

    when.theConfigMapHolds(model.signedBy(ben));

    then.theModelSignature().becomes("TooFewSigners").isRejected().says("1 of 2");
  }

  @Test
  void deniedContentIsRejectedWithoutAJobAndVerifiedAgainWhenTheEntryIsGone() {
    Job job = given.aVerifiedModel();
    String content = then.theModelSignature().becomesVerified().status().manifest.digest;

    var entry = new DeniedEntry();
    entry.digest = content;
    entry.reason = "see incident 42";
    when.editPolicy(policy -> policy.getSpec().deny = List.of(entry));
    then.theModelSignature().becomes("Denied").isRejected().says("see incident 42");
    then.noJobIsLeftOf(job);
    when.editPolicy(policy -> policy.getSpec().deny = null);

    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
  }
}
