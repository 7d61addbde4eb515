// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.measurement.job.MeasurementRun;
import dev.modelsigning.measurement.job.MeasurerImage;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the report of a measuring pod is believed. Pure: everything it looks at is in
 * {@link Run} and the pod. A tenant who may edit everything in the namespace can create pods that
 * look like ours, but cannot write a pod's status; with the guard in force nobody but the job
 * controller creates a pod with the reserved name, and nobody changes or enters it.
 */
public final class EvidenceAcceptance {

  /**
   * What the operator knows of the run from its own records.
   *
   * @param run name and nonce
   * @param jobUid UID of the Job that the operator created
   * @param intended the pod specification the Job was made with
   * @param image the image that measures
   * @param identityAtStart volume identity written down before the Job was created
   * @param identityNow volume identity now; empty when the claim is gone or unbound
   * @param writers pods seen to mount the claim for writing since the run began
   * @param guardInForce whether the guard is in force now
   */
  public record Run(
      MeasurementRun run,
      String jobUid,
      PodSpec intended,
      MeasurerImage image,
      String identityAtStart,
      Optional<String> identityNow,
      List<String> writers,
      boolean guardInForce) {
    /** Copies. */
    public Run {
      writers = List.copyOf(writers);
    }
  }

  private EvidenceAcceptance() {}

  /** Accepts the pod's report, or names the first check that failed. */
  public static Acceptance judge(Run run, Pod pod) {
    Optional<Acceptance.Refused> refused = surroundings(run);
    if (refused.isEmpty()) {
      refused = pod(run, pod);
    }
    return refused.isPresent() ? refused.get() : report(run, onlyStatus(pod));
  }

  private static Optional<Acceptance.Refused> surroundings(Run run) {
    if (!run.guardInForce()) {
      return refuse(
          RefusalReason.GuardMissing,
          "The guard's ValidatingAdmissionPolicies are not in force: install them again");
    }
    if (!run.identityNow().equals(Optional.of(run.identityAtStart()))) {
      return refuse(
          RefusalReason.VolumeChanged, "The claim or its volume changed while it was measured");
    }
    if (!run.writers().isEmpty()) {
      return refuse(
          RefusalReason.WriterDuringRun,
          "Mounted for writing while it was measured, by pod " + String.join(", ", run.writers()));
    }
    return Optional.empty();
  }

  private static Optional<Acceptance.Refused> pod(Run run, Pod pod) {
    if (!isControlledBy(pod, run.jobUid())) {
      return refuse(
          RefusalReason.PodNotOwned, "The pod's controller is not Job UID " + run.jobUid());
    }
    if (!pod.getMetadata().getName().startsWith(run.run().jobName() + "-")) {
      return refuse(
          RefusalReason.NameNotReserved,
          "Pod " + pod.getMetadata().getName() + " is not named after Job " + run.run().jobName());
    }
    if (!pod.getSpec().getEphemeralContainers().isEmpty()
        || !pod.getStatus().getEphemeralContainerStatuses().isEmpty()) {
      return refuse(RefusalReason.EphemeralContainer, "A container was added to the running pod");
    }
    Optional<String> difference = PodComparison.difference(run.intended(), pod.getSpec());
    if (difference.isPresent()) {
      return refuse(RefusalReason.SpecChanged, "The pod is not as intended: " + difference.get());
    }
    return status(run, pod);
  }

  private static Optional<Acceptance.Refused> status(Run run, Pod pod) {
    List<ContainerStatus> statuses = pod.getStatus().getContainerStatuses();
    if (statuses.size() != 1
        || !pod.getStatus().getInitContainerStatuses().isEmpty()
        || !Objects.equals(statuses.getFirst().getName(), JobTemplate.CONTAINER)) {
      return refuse(RefusalReason.ContainersChanged, "The pod ran other containers than intended");
    }
    ContainerStatus status = statuses.getFirst();
    String imageId = Objects.requireNonNullElse(status.getImageID(), "");
    if (!run.image().isNamedBy(imageId)) {
      return refuse(
          RefusalReason.ImageChanged,
          "The container ran image " + imageId + ", intended was " + run.image().reference());
    }
    if (!Objects.equals(status.getRestartCount(), 0) || isSet(status.getLastState())) {
      return refuse(RefusalReason.Restarted, "The container was started more than once");
    }
    ContainerStateTerminated ended = terminated(status);
    if (!Objects.equals(pod.getStatus().getPhase(), "Succeeded")
        || ended == null
        || !Objects.equals(ended.getExitCode(), 0)) {
      return refuse(
          RefusalReason.ExitCode,
          ended == null ? "The container has not ended" : "Exit code " + ended.getExitCode());
    }
    return Optional.empty();
  }

  private static Acceptance report(Run run, ContainerStatus status) {
    TerminationReport report;
    try {
      report =
          TerminationReport.parse(
              Objects.requireNonNullElse(status.getState().getTerminated().getMessage(), ""));
    } catch (EvidenceException e) {
      return new Acceptance.Refused(
          RefusalReason.ReportUnreadable, "The pod left no readable report: " + e.getMessage());
    }
    if (!equal(report.nonce(), run.run().nonce())) {
      return new Acceptance.Refused(
          RefusalReason.NonceMismatch, "The report repeats another nonce than the run's");
    }
    if (!equal(report.jobUid(), run.jobUid())) {
      return new Acceptance.Refused(
          RefusalReason.JobUidMismatch, "The report speaks of another Job than " + run.jobUid());
    }
    return new Acceptance.Accepted(report);
  }

  public static boolean isControlledBy(Pod pod, String jobUid) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .anyMatch(
            reference ->
                Objects.equals(reference.getKind(), "Job")
                    && Objects.equals(reference.getUid(), jobUid));
  }

  private static ContainerStatus onlyStatus(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst();
  }

  private static @Nullable ContainerStateTerminated terminated(ContainerStatus status) {
    return status.getState() == null ? null : status.getState().getTerminated();
  }

  private static boolean isSet(ContainerState state) {
    return state != null
        && (state.getTerminated() != null
            || state.getRunning() != null
            || state.getWaiting() != null);
  }

  private static boolean equal(String left, String right) {
    return MessageDigest.isEqual(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Acceptance.Refused> refuse(RefusalReason reason, String message) {
    return Optional.of(new Acceptance.Refused(reason, message));
  }
}
