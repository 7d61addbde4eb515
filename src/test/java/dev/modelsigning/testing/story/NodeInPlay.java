// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.cli.OmsRun;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.EvidenceWriter;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Siblings;
import dev.modelsigning.measurement.job.JobTemplate;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The test in the place of job controller, kubelet and {@code oms measure}. A pod of a Job is as
 * they would make it, unless a step before {@link PodOfJob#measures} or {@link PodOfJob#refuses}
 * changes something.
 */
public final class NodeInPlay {
  private static final int FILES = 2;
  private static final long BYTES = 4110;

  private final KubernetesClient admin;
  private final RecordedLogs logs;
  private final String imageId;

  /** A node that runs this image. */
  public NodeInPlay(KubernetesClient admin, RecordedLogs logs, String imageId) {
    this.admin = admin;
    this.logs = logs;
    this.imageId = imageId;
  }

  /** The pod of a Job; it exists once it has a result. */
  public PodOfJob podOf(Job job) {
    return new PodOfJob(job);
  }

  /** One pod and its way to a result. */
  public final class PodOfJob {
    private final Job job;
    private UnaryOperator<PodBuilder> change = UnaryOperator.identity();
    private Optional<String> otherNonce = Optional.empty();
    private String runImageId = imageId;
    private int restarts;
    private IgnoredContent ignored = IgnoredContent.NONE;
    private String fingerprint = "";

    private PodOfJob(Job job) {
      this.job = job;
    }

    /** Something changes the pod before it is stored. */
    public PodOfJob changed(UnaryOperator<PodBuilder> by) {
      change = by;
      return this;
    }

    /** Its container restarted. */
    public PodOfJob restarted() {
      restarts = 1;
      return this;
    }

    /** It ran another image than the Job names. */
    public PodOfJob runningImage(String otherId) {
      runImageId = otherId;
      return this;
    }

    /** Its report carries another nonce than the operator gave it. */
    public PodOfJob reportingNonce(String nonce) {
      otherNonce = Optional.of(nonce);
      return this;
    }

    /** It finds this at ignored paths. */
    public PodOfJob findingAtIgnoredPaths(IgnoredContent content) {
      ignored = content;
      return this;
    }

    /** It finds this fingerprint of the metadata. */
    public PodOfJob findingFingerprint(String digest) {
      fingerprint = digest;
      return this;
    }

    /** It is created and does not start. */
    public Pod waits() {
      return start();
    }

    /** It succeeds with nothing but the fingerprint. */
    public Pod looks() {
      Pod pod = start();
      succeed(pod, report(pod, TerminationReport.MEASURED, "", "", ""));
      return pod;
    }

    /**
     * It succeeds with a measurement of the model: its files and the bundle in its folder, if any.
     */
    public Pod measures(SignedModel model) {
      return measures(model.measured(), model.bundle());
    }

    /** It succeeds with this measurement. */
    public Pod measures(Manifest manifest, Optional<byte[]> bundle) {
      StringBuilder log = new StringBuilder();
      Pod pod = start();
      try {
        var evidence =
            new EvidenceWriter(line -> log.append(line).append('\n')).evidence(bundle, manifest);
        logs.put(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), log.toString());
        String manifestDigest = manifest.canonicalDigest().hex();
        succeed(pod, report(pod, TerminationReport.MEASURED, "", manifestDigest, evidence.hex()));
      } catch (EvidenceException e) {
        throw new IllegalStateException(e);
      }
      return pod;
    }

    /** It runs {@code oms measure} as the Job says, with this folder as its volume. */
    public Pod runs(Path volume) {
      Pod pod = start();
      String uid = job.getMetadata().getUid();
      try {
        Path report = Files.createTempFile("report", ".json");
        OmsRun run =
            OmsRun.in(
                volume,
                Map.of("OMS_JOB_UID", uid),
                Clock.systemUTC(),
                arguments(pod.getSpec(), volume, report));
        logs.put(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), run.out());
        succeed(pod, TerminationReport.parse(Files.readString(report)));
        Files.delete(report);
      } catch (IOException | EvidenceException e) {
        throw new IllegalStateException(e);
      }
      return pod;
    }

    /** It succeeds without a measurement, for this reason. */
    public Pod refuses(String reason) {
      Pod pod = start();
      succeed(pod, report(pod, TerminationReport.REFUSED, reason, "", ""));
      return pod;
    }

    private Pod start() {
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

    private TerminationReport report(
        Pod pod, String result, String reason, String manifestDigest, String evidenceDigest) {
      return new TerminationReport(
          TerminationReport.VERSION,
          otherNonce.orElseGet(() -> nonce(pod.getSpec())),
          Objects.requireNonNull(
              pod.getMetadata().getLabels().get("batch.kubernetes.io/controller-uid"), "job uid"),
          0,
          result,
          reason,
          reason.isEmpty() ? "" : "the test refuses it",
          manifestDigest,
          evidenceDigest,
          FILES,
          BYTES,
          fingerprint,
          Instant.EPOCH,
          ignored,
          Siblings.NONE);
    }

    /** The kubelet's account of a pod that ended well. */
    private void succeed(Pod pod, TerminationReport report) {
      var container =
          new ContainerStatusBuilder()
              .withName(JobTemplate.CONTAINER)
              .withImage(runImageId)
              .withImageID(runImageId)
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
  }

  /** What the container is started with, for a volume and a termination log of this machine. */
  private static String[] arguments(PodSpec pod, Path volume, Path report) {
    return pod.getContainers().getFirst().getArgs().stream()
        .skip(1)
        .map(argument -> argument.equals("/model") ? volume.toString() : argument)
        .map(
            argument ->
                argument.startsWith("--termination-log=")
                    ? "--termination-log=" + report
                    : argument)
        .toArray(String[]::new);
  }

  private static String nonce(PodSpec pod) {
    return pod.getContainers().stream()
        .flatMap(container -> container.getArgs().stream())
        .filter(argument -> argument.startsWith("--nonce="))
        .map(argument -> argument.substring("--nonce=".length()))
        .findFirst()
        .orElseThrow();
  }
}
