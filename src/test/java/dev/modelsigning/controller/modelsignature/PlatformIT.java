// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.measurement.Runs;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.story.OperatorScenario;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What platforms, tools and file systems do to measuring Jobs and models. */
class PlatformIT extends OperatorScenario {
  @Test
  void quotaThatLetsNoPodBeCreatedIsShown() {
    Job job = given.aRunningMeasurement();
    API.admin()
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withNamespace(team)
                .withGenerateName("quota-")
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withNamespace(team)
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .endInvolvedObject()
                .withType("Warning")
                .withReason("FailedCreate")
                .withMessage("exceeded quota: team, requested: limits.cpu=0")
                .withLastTimestamp(Instant.now().toString())
                .build())
        .create();

    then.theModelSignature()
        .saysInTime("FailedCreate: exceeded quota: team")
        .says("tried again by itself", "set resources")
        .isUnknown()
        .hasReason("Measuring");
  }

  @Test
  void jobThatIsInvalidIsFinalUntilTheSpecificationChanges() {
    given.aPolicy().aBoundClaim().aModelSignatureWhoseJobIsInvalid();
    then.theModelSignature()
        .becomes("JobInvalid")
        .isUnknown()
        .hasFailedAttempts(1)
        .hasTrue("Stalled")
        .says("The API server refuses the measuring Job", "memory limit");

    when.theSpecChanges();
    when.aMeasurementRuns();
    then.theModelSignature().becomes("Measuring").hasFalse("Stalled");
  }

  @Test
  void jobThatAQuotaForbidsIsTriedAgain() {
    ResourceQuota quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withNamespace(team)
            .withName("no-jobs")
            .endMetadata()
            .withNewSpec()
            .addToHard("count/jobs.batch", new Quantity("0"))
            .endSpec()
            .withNewStatus()
            .addToHard("count/jobs.batch", new Quantity("0"))
            .addToUsed("count/jobs.batch", new Quantity("0"))
            .endStatus()
            .build();
    API.admin().resource(quota).create();
    API.admin().resource(quota).updateStatus();
    Await.until("the quota is in force", Duration.ofSeconds(30), this::isAnyJobForbidden);
    given.aModelUnderAPolicy();
    then.theModelSignature()
        .becomes("JobRefused")
        .isUnknown()
        .hasTrue("Reconciling")
        .hasFalse("Stalled")
        .says("no-jobs");
  }

  private boolean isAnyJobForbidden() {
    var job = new JobBuilder(Runs.job()).withNewMetadata().withName("any").endMetadata().build();
    try {
      API.admin().batch().v1().jobs().inNamespace(team).resource(job).dryRun().create();
      return false;
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
    }
  }

  @Test
  void jobThatAQueueSuspendsAgainIsNamed() {
    Job job = given.aRunningMeasurement();
    API.admin()
        .batch()
        .v1()
        .jobs()
        .inNamespace(team)
        .withName(job.getMetadata().getName())
        .watch(
            new Watcher<Job>() {
              @Override
              public void eventReceived(Action action, Job seen) {
                if (action == Action.MODIFIED && !seen.getSpec().getSuspend()) {
                  suspend(seen);
                }
              }

              @Override
              public void onClose(WatcherException cause) {
                // The test is over, or fails.
              }
            });
    suspend(job);

    then.theModelSignature().saysInTime("although the operator resumes it").says("Kueue");
  }

  private static void suspend(Job job) {
    API.admin()
        .resource(job)
        .edit(stored -> new JobBuilder(stored).editSpec().withSuspend(true).endSpec().build());
  }

  @Test
  void podThatWasChangedIsRefusedBeforeItReads() {
    Job job = given.aRunningMeasurement();
    when.thePodOf(job)
        .changed(
            pod ->
                pod.editSpec()
                    .editFirstContainer()
                    .addNewEnv()
                    .withName("LD_PRELOAD")
                    .withValue("/lib/agent.so")
                    .endEnv()
                    .endContainer()
                    .endSpec())
        .waits();

    then.theModelSignature()
        .becomes("SpecChanged")
        .isUnknown()
        .hasFailedAttempts(1)
        .hasTrue("Stalled")
        .says("env", "LD_PRELOAD", "hint: exempt pods with the label");
  }

  @Test
  void resultBesideASidecarIsBelievedAndTheSidecarListed() {
    Job job = given.aRunningMeasurement();
    when.thePodOf(job)
        .changed(
            pod ->
                pod.editSpec()
                    .addToContainers(
                        0,
                        new ContainerBuilder()
                            .withName("proxy")
                            .withImage("mesh.example/proxy:1")
                            .build())
                    .endSpec())
        .measures(model);

    var status = then.theModelSignature().becomesVerified().status();
    assertThat(status.measurement.podAdditions)
        .containsExactly("container proxy (image mesh.example/proxy:1)");
  }

  @Test
  void leftoversOfToolsAreReportedAndThePolicyDecides() {
    given.aSignedModel();
    ModelDirectories.write(model.folder(), ".cache/huggingface/CACHEDIR.TAG", "Signature");
    given.aPolicy().aBoundClaim().aModelSignature();
    when.theModelIsMeasured();
    then.theModelSignature()
        .becomes("ContentMismatch")
        .isRejected()
        .says("'.cache/huggingface' is left by a tool", "models.ignoredPaths");

    when.thePolicyAcceptsAtIgnoredPaths(".cache/huggingface");
    var status = then.theModelSignature().becomesVerified().status();
    assertThat(status.manifest.ignored)
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.path).isEqualTo(".cache/huggingface");
              assertThat(left.files).isEqualTo(1);
            });
    assertThat(status.manifest.files).isEqualTo(2);

    when.thePolicyAcceptsAtIgnoredPaths(".cache/other");
    then.theModelSignature().becomes("ContentMismatch").isRejected();
  }

  @Test
  void signedFileAtAnAcceptedPathStaysSigned() {
    ModelDirectories.write(model.folder(), ".cache/huggingface/signed", "as it was");
    given.aSignedModel().aPolicy();
    when.thePolicyAcceptsAtIgnoredPaths(".cache/huggingface");
    given.aBoundClaim().aModelSignature();
    ModelDirectories.write(model.folder(), ".cache/huggingface/signed", "as it is");
    when.theModelIsMeasured();
    then.theModelSignature()
        .becomes("ContentMismatch")
        .isRejected()
        .says("changed: .cache/huggingface/signed");
  }

  @Test
  void claimThatWaitsForItsFirstConsumerIsBoundByTheMeasuringPod() {
    given.aSignedModel().aPolicy().anUnboundClaimOfASnapshot().aModelSignature();
    Job first = when.aMeasurementRuns();
    assertThat(first.getSpec().getTemplate().getSpec().getVolumes().getFirst())
        .satisfies(
            volume ->
                assertThat(volume.getPersistentVolumeClaim().getClaimName()).isEqualTo("minilm"));

    when.theClaimIsBound();
    then.theModelSignature().isMeasuredByAnotherJobThan(first);
    when.theModelIsMeasured();
    then.theModelSignature().becomesVerified();
  }

  @Test
  void resultOfAPodThatBoundTheClaimIsNotBelieved() {
    given.aSignedModel().aPolicy().anUnboundClaimOfASnapshot().aModelSignature();
    when.theModelIsMeasured();
    then.theModelSignature().becomes("VolumeChanged").isUnknown();
  }
}
