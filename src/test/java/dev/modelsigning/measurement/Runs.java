// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.acceptance.EvidenceAcceptance;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.measurement.job.MeasurementOwner;
import dev.modelsigning.measurement.job.MeasurementRequest;
import dev.modelsigning.measurement.job.MeasurementRun;
import dev.modelsigning.measurement.job.MeasurerImage;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A measuring run as it should be; tests change one thing. */
public final class Runs {
  public static final String JOB_UID = "0b0f6a3c-9d0f-4e39-b8b8-000000000001";
  public static final String DIGEST = "sha256:" + "cd".repeat(32);
  public static final String IMAGE_ID = "registry.example/oms@" + DIGEST;
  public static final String IDENTITY = "sha256:" + "01".repeat(32);

  public static final MeasurementOwner OWNER =
      new MeasurementOwner(
          "modelsigning.dev/v1alpha1", "ModelSignature", "team-a", "minilm", "owner-uid");
  public static final MeasurementRun RUN =
      new MeasurementRun(
          "oms-verify-minilm-0011223344", "00112233445566778899aabbccddeeff", Optional.empty());
  public static final MeasurerImage IMAGE = new MeasurerImage(IMAGE_ID, Set.of(DIGEST));

  private Runs() {}

  public static MeasurementRequest request() {
    ClaimSource source = new ClaimSource();
    source.claimName = "weights";
    source.subPath = "v1";
    return new MeasurementRequest(
        OWNER, source, new VerificationOptions(), new MeasurementRequest.SignedBy("model.sig"));
  }

  public static Job job() {
    return new JobBuilder(JobTemplate.job(request(), RUN, IMAGE))
        .editMetadata()
        .withUid(JOB_UID)
        .endMetadata()
        .editSpec()
        .withSuspend(false)
        .endSpec()
        .build();
  }

  public static EvidenceAcceptance.Run known() {
    return known(Optional.of(IDENTITY), List.of(), true);
  }

  public static EvidenceAcceptance.Run known(
      Optional<String> identityNow, List<String> writers, boolean guard) {
    return new EvidenceAcceptance.Run(
        RUN,
        JOB_UID,
        JobTemplate.podSpec(request(), RUN, IMAGE),
        IMAGE,
        IDENTITY,
        identityNow,
        writers,
        guard);
  }

  public static TerminationReport report() {
    return report(RUN.nonce(), JOB_UID, TerminationReport.MEASURED);
  }

  public static TerminationReport report(String nonce, String jobUid, String result) {
    return new TerminationReport(
        TerminationReport.VERSION,
        nonce,
        jobUid,
        0,
        result,
        "",
        "",
        "ab",
        "cd",
        2,
        4110,
        "",
        Instant.EPOCH);
  }

  /** The pod of {@link #job()} after it ended well, with what a real cluster adds to its spec. */
  public static PodBuilder endedPod() {
    return endedPod(report().toJson());
  }

  public static PodBuilder endedPod(@Nullable String message) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("team-a")
        .withName(RUN.jobName() + "-x7k2p")
        .withUid("pod-uid")
        .addToLabels(ApiGroup.MEASUREMENT_LABEL, "true")
        .withCreationTimestamp("2026-11-21T10:00:00Z")
        .addNewOwnerReference()
        .withApiVersion("batch/v1")
        .withKind("Job")
        .withName(RUN.jobName())
        .withUid(JOB_UID)
        .withController(true)
        .endOwnerReference()
        .endMetadata()
        .withSpec(JobTemplate.podSpec(request(), RUN, IMAGE))
        .editSpec()
        .withNodeName("node-1")
        .withSchedulerName("default-scheduler")
        .withServiceAccount("default")
        .withServiceAccountName("default")
        .withPriority(0)
        .withPreemptionPolicy("PreemptLowerPriority")
        .addNewToleration()
        .withKey("node.kubernetes.io/not-ready")
        .withOperator("Exists")
        .withEffect("NoExecute")
        .withTolerationSeconds(300L)
        .endToleration()
        .endSpec()
        .withNewStatus()
        .withPhase("Succeeded")
        .withContainerStatuses(
            new ContainerStatusBuilder()
                .withName(JobTemplate.CONTAINER)
                .withImage(IMAGE_ID)
                .withImageID(IMAGE_ID)
                .withRestartCount(0)
                .withNewState()
                .withNewTerminated()
                .withExitCode(0)
                .withMessage(message)
                .withFinishedAt("2026-11-21T10:01:00Z")
                .endTerminated()
                .endState()
                .build())
        .endStatus();
  }

  /** Not started; scheduled when there is a node. */
  public static Pod pending(@Nullable String node) {
    return endedPod()
        .editSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withPhase("Pending")
        .endStatus()
        .build();
  }

  public static Pod running() {
    return endedPod()
        .editStatus()
        .withPhase("Running")
        .editFirstContainerStatus()
        .withNewState()
        .withNewRunning("2026-11-21T10:00:00Z")
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }
}
