// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.testing.story.OperatorScenario;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import org.junit.jupiter.api.Test;

/** Which results the operator accepts: what it does not believe, and what survives its restart. */
class DistrustIT extends OperatorScenario {
  @Test
  void operatorThatDiesWhileTheJobRunsAcceptsItsResultAfterwards() {
    Job job = given.aRunningMeasurement();

    when.theOperatorStops();
    when.thePodOf(job).measures(model);
    when.theOperatorStarts();

    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
  }

  @Test
  void runOfAnEarlierOperatorWaitsUntilTheGuardIsSeen() {
    Job job = given.aRunningMeasurement();
    when.theOperatorStops();
    given.noGuard();
    when.theOperatorStarts();
    then.theModelSignature().becomes("GuardMissing");
    when.thePodOf(job).measures(model);

    when.theGuardIsInstalled();

    then.theModelSignature().becomesVerified().wasMeasuredBy(job);
  }

  @Test
  void removedGuardEndsTheRun() {
    Job first = given.aRunningMeasurement();

    when.theGuardIsRemoved();

    then.theModelSignature().becomes("GuardMissing");
    then.noJobIsLeftOf(first);
    when.theGuardIsInstalled();
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified().wasNotMeasuredBy(first);
  }

  @Test
  void nothingIsMeasuredWithoutTheGuard() {
    given.noGuard().aModelUnderAPolicy();
    then.theModelSignature().becomes("GuardMissing").says("the test removed the guard");
    then.noJobExists();

    when.theGuardIsInstalled();
    when.theModelIsMeasured();

    then.theModelSignature().becomesVerified();
  }

  @Test
  void reportWithAnotherNonceIsNotBelievedAndTheModelIsMeasuredAgain() {
    Job first = given.aRunningMeasurement();

    when.thePodOf(first).reportingNonce("f".repeat(32)).measures(model);

    then.theModelSignature()
        .becomes("NonceMismatch")
        .isUnknown()
        .hasFailedAttempts(1)
        .wasMeasuredBy(first);
    then.theModelSignature().isMeasuredByAnotherJobThan(first);
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified().wasNotMeasuredBy(first).hasFailedAttempts(0);
  }

  @Test
  void reportOfARestartedContainerIsNotBelieved() {
    Job job = given.aRunningMeasurement();

    when.thePodOf(job).restarted().measures(model);

    then.theModelSignature().becomes("Restarted").isUnknown();
  }

  @Test
  void reportOfAnotherImageIsNotBelieved() {
    Job job = given.aRunningMeasurement();

    when.thePodOf(job)
        .runningImage("registry.example/oms@sha256:" + "ee".repeat(32))
        .measures(model);

    then.theModelSignature().becomes("ImageChanged").isUnknown();
  }

  @Test
  void podOfATenantWithAForgedOwnerIsIgnored() {
    Job job = given.aRunningMeasurement();

    when.thePodOf(job)
        .changed(pod -> pod.editMetadata().withName("innocent").endMetadata())
        .measures(model);
    model.tamper();
    when.thePodOf(job).measures(model);

    then.theModelSignature().becomes("ContentMismatch").isRejected();
  }
}
