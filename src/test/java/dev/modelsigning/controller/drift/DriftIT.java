// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.DriftResponse;
import dev.modelsigning.testing.story.OperatorScenario;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What happens to running pods when a model that was Verified holds other content:
 * requirements.onDrift. No disruption controller runs, so the test says what a budget allows.
 */
class DriftIT extends OperatorScenario {
  private static final String BUDGET = "all";

  private void drift() {
    when.theContentDriftsBehindAWriter();
    then.theModelSignature().becomes("ContentMismatch").isRejected();
  }

  /** A budget for every pod of the team. Until its controller has seen it, it allows nothing. */
  private void aBudgetThatAllowsNothing() {
    API.admin()
        .resource(
            new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace(team)
                .withName(BUDGET)
                .endMetadata()
                .withNewSpec()
                .withNewMaxUnavailable(0)
                .withNewSelector()
                .endSelector()
                .endSpec()
                .build())
        .create();
  }

  private void theBudgetAllowsOne() {
    API.admin()
        .policy()
        .v1()
        .podDisruptionBudget()
        .inNamespace(team)
        .withName(BUDGET)
        .editStatus(
            stored ->
                new PodDisruptionBudgetBuilder(stored)
                    .withNewStatus()
                    .withObservedGeneration(stored.getMetadata().getGeneration())
                    .withCurrentHealthy(1)
                    .withDesiredHealthy(0)
                    .withDisruptionsAllowed(1)
                    .withExpectedPods(1)
                    .endStatus()
                    .build());
  }

  @Test
  void driftIsFoundByTheClockAndBlockNewTouchesNoPod() {
    given.aSignedModel().aPolicy().aBoundClaim().aModelSignatureMeasuredEvery("24h");
    Job first = when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
    Pod reader = when.aReaderAppears();
    when.theOperatorRestartsAfter(Duration.ofDays(2));
    var before = then.theModelSignature().isMeasuredByAnotherJobThan(first).isVerified().status();
    assertThat(before.verifiedContent.driftedAt).isNull();

    model.tamper();
    when.theModelIsMeasured();

    var after = then.theModelSignature().becomes("ContentMismatch").isRejected().status();
    assertThat(after.verifiedContent.digest)
        .isEqualTo(before.verifiedContent.digest)
        .isNotEqualTo(after.manifest.digest);
    assertThat(after.verifiedContent.driftedAt).isNotNull();
    when.driftIsLookedAt();
    assertThat(then.reasonsAbout(reader)).isEmpty();
    then.itGoesOn(reader);
  }

  @Test
  void alertWritesOneEventPerPodAlsoAfterARestart() {
    given.aVerifiedModel();
    Pod one = when.aReaderAppears();
    Pod two = when.aReaderAppears();
    drift();

    when.thePolicyRespondsToDriftBy(DriftResponse.Alert);

    then.reasonsAbout(one, "ContentDrifted");
    then.reasonsAbout(two, "ContentDrifted");
    then.itGoesOn(one);
    when.theOperatorRestarts();
    when.thePolicyRespondsToDriftBy(DriftResponse.Evict);

    // The new process tells before it evicts, and finds that it was told.
    assertThat(then.reasonsAbout(one, "EvictedOnDrift"))
        .containsExactly("ContentDrifted", "EvictedOnDrift");
    assertThat(then.reasonsAbout(two, "EvictedOnDrift"))
        .containsExactly("ContentDrifted", "EvictedOnDrift");
    then.itEnds(one);
    then.itEnds(two);
  }

  @Test
  void evictRespectsAPodDisruptionBudgetAndTriesAgain() {
    given.aVerifiedModel();
    when.thePolicyRespondsToDriftBy(DriftResponse.Evict);
    Pod reader = when.aReaderRunsOn("node-1");
    aBudgetThatAllowsNothing();
    drift();

    // The event comes before the attempt of the same look, and a look ends with its attempts.
    then.reasonsAbout(reader, "ContentDrifted");
    when.driftIsLookedAt();
    then.itGoesOn(reader);

    theBudgetAllowsOne();
    assertThat(then.reasonsAbout(reader, "EvictedOnDrift"))
        .containsExactly("ContentDrifted", "EvictedOnDrift");
    then.itEnds(reader);
  }

  @Test
  void restoredFilesEndTheDrift() {
    given.aVerifiedModel();
    Pod reader = when.aReaderAppears();
    drift();

    // The same bit once more: the files are as signed.
    when.theContentDriftsBehindAWriter();

    var status = then.theModelSignature().becomesVerified().status();
    assertThat(status.verifiedContent.driftedAt).isNull();
    when.thePolicyRespondsToDriftBy(DriftResponse.Evict);
    when.driftIsLookedAt();
    then.itGoesOn(reader);
  }
}
