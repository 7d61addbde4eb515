// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.story.OperatorScenario;
import dev.modelsigning.testing.story.Signer;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a new ModelSignature costs the API server in requests of the operator. */
class RequestsIT extends OperatorScenario {
  private static final int WITHOUT_A_MEASUREMENT = 2;

  /** Twelve with the log of the pod, which these tests write themselves. */
  private static final int WITH_ONE = 11;

  private int before;

  private void beginsToCount() {
    then.thePolicyPublishesAuthorities(1);
    before = then.requestsOfTheOperator().size();
  }

  /** Without those for the policy itself, and the lists of a survey, which come at their times. */
  private List<String> counted() {
    return then.requestsOfTheOperator().stream().skip(before).filter(this::isForTheModel).toList();
  }

  /** What is asked when the Job is not seen for seconds depends on the machine. */
  private boolean isForTheModel(String request) {
    return !request.contains("limit=")
        && !request.contains("/events?")
        && !(request.startsWith("GET ") && request.contains("/jobs/"))
        && (request.contains("/namespaces/" + team + "/")
            || request.contains("/namespaces/" + system + "/configmaps"));
  }

  @Test
  void newModelThatCannotBeMeasuredCostsTwo() {
    given.aPolicy();
    beginsToCount();

    given.aModelSignature();

    then.theModelSignature().becomes("ClaimNotFound");
    then.theModelSignatureIsAtRest();
    assertThat(counted()).hasSizeBetween(1, WITHOUT_A_MEASUREMENT);
  }

  @Test
  void newModelThatIsMeasuredCostsElevenBesidesTheLog() {
    given.aSignedModel().aPolicy().aBoundClaim();
    beginsToCount();

    given.aModelSignature();
    Job job = when.theModelIsMeasured();

    then.theModelSignature().becomesVerified();
    then.noJobIsLeftOf(job);
    then.theModelSignatureIsAtRest();
    assertThat(counted()).hasSizeBetween(8, WITH_ONE);
  }

  @Test
  void signatureOfNobodyWhomAPolicyTrustsCostsTwoWrites() {
    given.aPolicy().aBoundClaim();
    beginsToCount();

    given.aModelSignatureWithInlineBundle(model.signedBy(Signer.fresh()));

    then.theModelSignature().becomes("SignerUntrusted").isRejected();
    assertThat(counted().stream().filter(request -> !request.startsWith("GET ")))
        .hasSizeBetween(1, WITHOUT_A_MEASUREMENT);
  }
}
