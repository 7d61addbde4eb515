// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.evidence.EvidenceException;
import dev.modelsigning.evidence.TerminationReport;
import dev.modelsigning.measurement.job.MeasurementRun;
import dev.modelsigning.measurement.job.MeasurerImage;
import dev.modelsigning.text.Printable;
import dev.modelsigning.volume.KubernetesWords;
import io.fabric8.kubernetes.api.model.Container;
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
import java.util.Set;

/**
 * Decides whether the report of a measuring pod is believed. Pure: everything it looks at is in
 * {@link Run} and the pod. A tenant who may edit everything in the namespace can create pods that
 * look like measuring pods, but cannot write a pod's status; with the guard in force nobody but the
 * job controller creates a pod with the reserved name, and nobody changes or enters it.
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
   * @param guardInForce whether the guard is in force now and was all the time since the run began
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
    return refused.isPresent() ? refused.get() : report(run, pod);
  }

  /**
   * Whether the pod that was created is the intended one: known as soon as it exists, long before
   * it has read a model for nothing.
   */
  public static Optional<Acceptance.Refused> specification(PodSpec intended, Pod pod) {
    return PodComparison.of(intended, pod.getSpec())
        .difference()
        .map(
            difference ->
                new Acceptance.Refused(
                    RefusalReason.SPEC_CHANGED,
                    "The pod differs from the intended one: "
                        + difference
                        + "; hint: exempt pods with the label "
                        + ApiGroup.MEASUREMENT_LABEL
                        + "=true from the admission webhook or policy that changes them"));
  }

  private static Optional<Acceptance.Refused> surroundings(Run run) {
    if (!run.guardInForce()) {
      return refuse(
          RefusalReason.GUARD_MISSING,
          "The guard's ValidatingAdmissionPolicies were not in force all the time; hint: if they"
              + " are missing, install them again");
    }
    if (!run.identityNow().equals(Optional.of(run.identityAtStart()))) {
      return refuse(
          RefusalReason.VOLUME_CHANGED, "The claim or its volume changed during the measurement");
    }
    if (!run.writers().isEmpty()) {
      return refuse(
          RefusalReason.WRITER_DURING_RUN,
          "During the measurement the claim was mounted for writing by pod "
              + String.join(", ", run.writers()));
    }
    return Optional.empty();
  }

  private static Optional<Acceptance.Refused> pod(Run run, Pod pod) {
    if (!isControlledBy(pod, run.jobUid())) {
      return refuse(
          RefusalReason.POD_NOT_OWNED,
          "The pod's controller is not the Job with UID " + run.jobUid());
    }
    if (!pod.getMetadata().getName().startsWith(run.run().jobName() + "-")) {
      return refuse(
          RefusalReason.NAME_NOT_RESERVED,
          "Pod " + pod.getMetadata().getName() + " is not named after Job " + run.run().jobName());
    }
    if (!pod.getSpec().getEphemeralContainers().isEmpty()
        || !pod.getStatus().getEphemeralContainerStatuses().isEmpty()) {
      return refuse(RefusalReason.EPHEMERAL_CONTAINER, "A container was added to the running pod");
    }
    Optional<Acceptance.Refused> changed = specification(run.intended(), pod);
    return changed.isPresent() ? changed : status(run, pod);
  }

  private static Optional<Acceptance.Refused> status(Run run, Pod pod) {
    Optional<ContainerStatus> measuring = MeasuringContainer.status(pod);
    if (measuring.isEmpty() || !runsWhatItSpecifies(pod)) {
      return refuse(
          RefusalReason.CONTAINERS_CHANGED,
          "The pod did not run exactly the containers of its specification");
    }
    ContainerStatus status = measuring.get();
    String imageId = Objects.requireNonNullElse(status.getImageID(), "");
    if (!run.image().isNamedBy(imageId)) {
      return refuse(
          RefusalReason.IMAGE_CHANGED,
          "The container ran image " + imageId + " instead of " + run.image().reference());
    }
    if (!Objects.equals(status.getRestartCount(), 0) || isSet(status.getLastState())) {
      return refuse(RefusalReason.RESTARTED, "The container was started more than once");
    }
    Optional<ContainerStateTerminated> ended = MeasuringContainer.ended(pod);
    if (!MeasuringContainer.succeeded(pod)
        || ended.filter(end -> Objects.equals(end.getExitCode(), 0)).isEmpty()) {
      return refuse(
          RefusalReason.EXIT_CODE,
          ended.map(end -> "Exit code " + end.getExitCode()).orElse("The container has not ended"));
    }
    return Optional.empty();
  }

  /** Of which the comparison has seen every container. */
  private static boolean runsWhatItSpecifies(Pod pod) {
    return runs(pod.getStatus().getContainerStatuses(), pod.getSpec().getContainers())
        && runs(pod.getStatus().getInitContainerStatuses(), pod.getSpec().getInitContainers());
  }

  private static boolean runs(List<ContainerStatus> statuses, List<Container> containers) {
    List<String> known = containers.stream().map(Container::getName).toList();
    List<String> ran = statuses.stream().map(ContainerStatus::getName).toList();
    return known.containsAll(ran) && Set.copyOf(ran).size() == ran.size();
  }

  private static Acceptance report(Run run, Pod pod) {
    String message =
        MeasuringContainer.ended(pod).map(ContainerStateTerminated::getMessage).orElse("");
    TerminationReport report;
    try {
      report = TerminationReport.parse(message);
    } catch (EvidenceException e) {
      return new Acceptance.Refused(
          RefusalReason.REPORT_UNREADABLE, "The pod left no readable report: " + e.getMessage());
    }
    if (!equal(report.nonce(), run.run().nonce())) {
      return new Acceptance.Refused(
          RefusalReason.NONCE_MISMATCH, "The report does not repeat the nonce of this run");
    }
    if (!equal(report.jobUid(), run.jobUid())) {
      return new Acceptance.Refused(
          RefusalReason.JOB_UID_MISMATCH,
          "The report names Job UID "
              + Printable.shortened(report.jobUid())
              + " instead of "
              + run.jobUid());
    }
    return new Acceptance.Accepted(
        report, PodComparison.of(run.intended(), pod.getSpec()).additions());
  }

  /** Whether the Job with this UID is the pod's controller. */
  public static boolean isControlledBy(Pod pod, String jobUid) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .anyMatch(
            reference ->
                Objects.equals(reference.getKind(), KubernetesWords.JOB_KIND)
                    && Objects.equals(reference.getUid(), jobUid));
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
