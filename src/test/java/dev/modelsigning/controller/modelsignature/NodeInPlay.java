// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.evidence.EvidenceWriter;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.measurement.job.JobTemplate;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Plays the job controller and the kubelet: no node runs in these tests. */
final class NodeInPlay {
  private final KubernetesClient admin;
  private final RecordedLogs logs;

  NodeInPlay(KubernetesClient admin, RecordedLogs logs) {
    this.admin = admin;
    this.logs = logs;
  }

  /** The pod that the job controller would make, changed as a test likes. */
  Pod startPod(Job job, UnaryOperator<PodBuilder> change) {
    String uid = job.getMetadata().getUid();
    var template = job.getSpec().getTemplate();
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(job.getMetadata().getNamespace())
            .withName(job.getMetadata().getName() + "-x7k2p")
            .withLabels(template.getMetadata().getLabels())
            .addToLabels("batch.kubernetes.io/controller-uid", uid)
            .withAnnotations(template.getMetadata().getAnnotations())
            .addNewOwnerReference()
            .withApiVersion("batch/v1")
            .withKind("Job")
            .withName(job.getMetadata().getName())
            .withUid(uid)
            .withController(true)
            .withBlockOwnerDeletion(true)
            .endOwnerReference()
            .endMetadata()
            .withSpec(template.getSpec());
    return admin.resource(change.apply(pod).build()).create();
  }

  /**
   * What {@code oms measure} would leave in log and report, with the nonce and UID it was given.
   */
  TerminationReport measure(Pod pod, Manifest manifest, Optional<byte[]> bundle) {
    StringBuilder log = new StringBuilder();
    try {
      var digest =
          new EvidenceWriter(line -> log.append(line).append('\n')).evidence(bundle, manifest);
      logs.put(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), log.toString());
      return report(
          pod, TerminationReport.MEASURED, "", manifest.canonicalDigest().hex(), digest.hex());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  TerminationReport refuse(Pod pod, String reason) {
    return report(pod, TerminationReport.REFUSED, reason, "", "");
  }

  TerminationReport withNonce(TerminationReport report, String nonce) {
    return new TerminationReport(
        report.version(),
        nonce,
        report.jobUid(),
        report.shard(),
        report.result(),
        report.reason(),
        report.message(),
        report.manifestDigest(),
        report.evidenceDigest(),
        report.files(),
        report.bytes(),
        report.fingerprint(),
        report.startedAt());
  }

  private static TerminationReport report(
      Pod pod, String result, String reason, String manifestDigest, String evidenceDigest) {
    return new TerminationReport(
        TerminationReport.VERSION,
        nonce(pod),
        pod.getMetadata().getLabels().get("batch.kubernetes.io/controller-uid"),
        0,
        result,
        reason,
        reason.isEmpty() ? "" : "told by the test",
        manifestDigest,
        evidenceDigest,
        2,
        4110,
        "",
        Instant.EPOCH);
  }

  /** The kubelet's account of a pod that ended well. */
  void succeed(Pod pod, TerminationReport report) {
    succeed(pod, report, OperatorUnderTest.IMAGE, 0);
  }

  void succeed(Pod pod, TerminationReport report, String imageId, int restarts) {
    var container =
        new ContainerStatusBuilder()
            .withName(JobTemplate.CONTAINER)
            .withImage(imageId)
            .withImageID(imageId)
            .withRestartCount(restarts)
            .withReady(false)
            .withNewState()
            .withNewTerminated()
            .withExitCode(0)
            .withReason("Completed")
            .withMessage(report.toJson())
            .withFinishedAt("2026-01-01T00:00:00Z")
            .endTerminated()
            .endState()
            .build();
    admin
        .pods()
        .resource(pod)
        .editStatus(
            stored ->
                new PodBuilder(stored)
                    .withNewStatus()
                    .withPhase("Succeeded")
                    .withContainerStatuses(container)
                    .endStatus()
                    .build());
  }

  private static String nonce(Pod pod) {
    return pod.getSpec().getContainers().getFirst().getArgs().stream()
        .filter(argument -> argument.startsWith("--nonce="))
        .map(argument -> argument.substring("--nonce=".length()))
        .findFirst()
        .orElseThrow();
  }
}
