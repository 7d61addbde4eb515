// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.AssuranceClass;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.controller.Disturbance;
import dev.modelsigning.controller.LaterException;
import dev.modelsigning.controller.StatusConditions;
import dev.modelsigning.controller.StatusConditions.Value;
import dev.modelsigning.controller.nodes.NodeEntries;
import dev.modelsigning.controller.nodes.WholeStatus;
import dev.modelsigning.controller.storage.NodeDirectories;
import dev.modelsigning.controller.storage.Reach;
import dev.modelsigning.controller.storage.RecordedAliases;
import dev.modelsigning.controller.storage.RecordedWriters;
import dev.modelsigning.measurement.acceptance.EvidenceAcceptance;
import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.HoldingNode;
import dev.modelsigning.volume.NodeVerdicts;
import dev.modelsigning.volume.writers.PossibleWriter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Assesses a volume that is a directory of several nodes: each node by itself, as if it were the
 * only one, from what the status says about it. What keeps one node from being measured or judged
 * keeps no other. An image for several platforms is assessed in the same way, with a platform in
 * the place of a node.
 */
final class NodeAssessments {
  private static final Logger LOG = Logger.getLogger(NodeAssessments.class);

  /** Until a node is looked at again whose result could not be read. */
  private static final Duration SOON = Duration.ofSeconds(2);

  /** A refusal by the API server lasts longer, and nobody else waits for this node. */
  private static final Duration AFTER_A_REFUSAL = Duration.ofMinutes(1);

  private final SignatureAssessor assessor;
  private final ClaimWriters writers;
  private final Clock clock;

  NodeAssessments(SignatureAssessor assessor, ClaimWriters writers, Clock clock) {
    this.assessor = assessor;
    this.writers = writers;
    this.clock = clock;
  }

  /**
   * What was found out.
   *
   * @param status the status to write
   * @param requeueAfter when to look again although no event arrives
   */
  record Outcome(ModelSignatureStatus status, Optional<Duration> requeueAfter) {}

  /**
   * @param signatureValid empty when that stays as it was found before
   */
  private record Finding(
      NodeVerdictStatus entry, Optional<Value> signatureValid, Optional<Duration> again) {}

  /** Whether each node has to be looked at, if there are not too many of them. */
  static boolean areWanted(SignatureFacts facts) {
    return facts.volume() instanceof VolumeFinding.Nothing(Reason reason, _)
        && (reason == Reason.VolumeOnSeveralNodes || reason == Reason.SeveralArchitectures);
  }

  /** Forgets what was measured on nodes that cannot mount the volume any more. */
  void forgetOthers(SignatureFacts facts, List<HoldingNode> present) {
    Set<String> gone = new HashSet<>(NodeEntries.measuredOn(facts.resource().getStatus()));
    present.forEach(node -> gone.remove(node.uid()));
    gone.forEach(uid -> assessor.forget(facts, uid));
  }

  /**
   * Judges every node.
   *
   * @param whole the facts that all nodes share
   */
  Outcome assess(SignatureFacts whole, VolumeFinding.Several several) {
    List<VolumeFinding.Several.Place> places = several.places();
    forgetOthers(whole, places.stream().map(VolumeFinding.Several.Place::node).toList());
    List<SignatureFacts> each = places.stream().map(place -> on(whole, place)).toList();
    assessor.abandon(ofNone(whole.jobs(), each));
    List<Finding> findings = each.stream().map(facts -> found(whole.resource(), facts)).toList();
    ModelSignatureStatus status =
        WholeStatus.of(
            several.kind(),
            whole.resource().getStatus(),
            findings.stream().map(Finding::entry).toList());
    status.observedGeneration = whole.resource().getMetadata().getGeneration();
    status.image = several.image().orElse(null);
    if (several instanceof VolumeFinding.Several.Nodes(NodeDirectories volume, var _)) {
      status.volume = volume(volume, each);
    }
    List<PossibleWriter> found =
        each.stream().flatMap(facts -> facts.writers().stream()).distinct().toList();
    String namespace = whole.resource().getMetadata().getNamespace();
    status.writers = found.isEmpty() ? null : RecordedWriters.of(found, namespace);
    status.conditions =
        conditions(whole.resource(), status, findings)
            .with(
                ConditionType.WriteProtected,
                Value.of(found.isEmpty()),
                found.isEmpty() ? Reason.NoWriter : Reason.WritersPresent,
                found.isEmpty()
                    ? "No pod can write to the model"
                    : "The claim is mounted for writing by pod "
                        + RecordedWriters.names(found, namespace))
            .list();
    return new Outcome(
        status, findings.stream().flatMap(f -> f.again().stream()).min(Duration::compareTo));
  }

  /** The facts about one node; its runs are those that its entry records. */
  private SignatureFacts on(SignatureFacts whole, VolumeFinding.Several.Place place) {
    Reach reach = place.reach();
    ModelSignature seen = NodeEntries.seenOn(whole.resource(), place.node());
    Optional<MeasurementStatus> run = Optional.ofNullable(seen.getStatus()).map(s -> s.measurement);
    return new SignatureFacts(
        seen,
        place.finding(),
        whole.bundle(),
        whole.policies(),
        whole.jobs().stream().filter(job -> run.filter(r -> isOf(job, r)).isPresent()).toList(),
        whole.pods().stream().filter(pod -> run.filter(r -> isOf(pod, r)).isPresent()).toList(),
        reach.writers(writers),
        instant -> reach.writersSince(writers, instant),
        place.attachedTo(),
        reach.aliases(),
        whole.additional());
  }

  private static boolean isOf(Job job, MeasurementStatus run) {
    return Objects.equals(job.getMetadata().getName(), run.jobName);
  }

  private static boolean isOf(Pod pod, MeasurementStatus run) {
    return run.jobUid != null && EvidenceAcceptance.isControlledBy(pod, run.jobUid);
  }

  /** A Job of a node that is gone, or of a run that was given up. */
  private static List<Job> ofNone(List<Job> jobs, List<SignatureFacts> each) {
    Set<String> names = new HashSet<>();
    each.forEach(facts -> facts.recordedRun().ifPresent(run -> names.add(run.jobName)));
    return jobs.stream().filter(job -> !names.contains(job.getMetadata().getName())).toList();
  }

  private Finding found(ModelSignature resource, SignatureFacts facts) {
    HoldingNode node = facts.volume().node().orElseThrow();
    try {
      Assessment assessment = assessor.assess(facts);
      ModelSignatureStatus status = SignatureStatus.of(facts, assessment, clock.instant());
      return new Finding(
          NodeEntries.of(node, status),
          Optional.of(
              SignatureStatus.signatureValid(
                  assessment,
                  PolicyVerdicts.of(SignatureStatus.verdicts(assessment), facts.policies()))),
          assessment.requeueAfter());
    } catch (IOException e) {
      return disturbed(resource, facts, node, e);
    } catch (UncheckedIOException e) {
      return disturbed(resource, facts, node, Objects.requireNonNull(e.getCause()));
    } catch (KubernetesClientException e) {
      if (Disturbance.concernsAll(e)) {
        throw e;
      }
      return failed(facts, node, new IOException(e.getMessage(), e), AFTER_A_REFUSAL);
    }
  }

  private static Finding disturbed(
      ModelSignature resource, SignatureFacts facts, HoldingNode node, IOException e) {
    return e instanceof LaterException
        ? new Finding(
            asBefore(resource, facts, node).orElseGet(() -> unchecked(facts, node, e)),
            Optional.empty(),
            Optional.of(SOON))
        : failed(facts, node, e, SOON);
  }

  private static Finding failed(
      SignatureFacts facts, HoldingNode node, IOException e, Duration pause) {
    LOG.warnf(
        "namespace=%s name=%s node=%s tried again in %d s: %s",
        facts.resource().getMetadata().getNamespace(),
        facts.resource().getMetadata().getName(),
        node.name(),
        pause.toSeconds(),
        e.getMessage());
    return new Finding(unchecked(facts, node, e), Optional.of(Value.UNKNOWN), Optional.of(pause));
  }

  /**
   * It is not this node's turn: its entry stays, if it is about the resource and the volume as they
   * are now.
   */
  private static Optional<NodeVerdictStatus> asBefore(
      ModelSignature resource, SignatureFacts facts, HoldingNode node) {
    ModelSignatureStatus status = resource.getStatus();
    return status != null
            && Objects.equals(status.observedGeneration, resource.getMetadata().getGeneration())
            && VolumeFinding.Several.isAbout(status, facts.volume())
        ? NodeVerdicts.of(status).stream()
            .filter(entry -> entry.verdict != null && NodeVerdicts.isOf(entry, node))
            .findFirst()
        : Optional.empty();
  }

  private static NodeVerdictStatus unchecked(
      SignatureFacts facts, HoldingNode node, IOException cause) {
    NodeVerdictStatus known =
        facts
            .status()
            .map(status -> NodeEntries.of(node, status))
            .orElseGet(() -> NodeEntries.of(node, new ModelSignatureStatus()));
    return NodeEntries.unchecked(
        known,
        Reason.CheckFailed,
        "The node could not be checked, and is checked again: " + cause.getMessage());
  }

  private static VolumeStatus volume(NodeDirectories found, List<SignatureFacts> each) {
    var onNone = new VolumeFinding.Bound(found.identity(), Optional.empty());
    VolumeStatus volume = SignatureStatus.volume(onNone, each.getFirst());
    boolean guarded =
        each.stream().allMatch(facts -> SignatureStatus.assurance(facts) == AssuranceClass.Guarded);
    volume.assurance = guarded ? AssuranceClass.Guarded : AssuranceClass.Mutable;
    var aliases = each.stream().flatMap(facts -> facts.aliases().stream()).distinct().toList();
    volume.aliases = aliases.isEmpty() ? null : RecordedAliases.of(aliases);
    return volume;
  }

  private StatusConditions conditions(
      ModelSignature resource, ModelSignatureStatus status, List<Finding> findings) {
    Reason reason = WholeStatus.reason(status);
    StatusConditions conditions =
        SignatureStatus.conditions(
            resource, new VerdictFinding(status.verdict, reason, status.message), clock.instant());
    List<Value> valid = findings.stream().flatMap(f -> f.signatureValid().stream()).toList();
    return valid.contains(Value.FALSE) || valid.size() == findings.size()
        ? conditions.with(ConditionType.SignatureValid, worst(valid), reason, status.message)
        : conditions;
  }

  private static Value worst(List<Value> values) {
    return Stream.of(Value.FALSE, Value.UNKNOWN)
        .filter(values::contains)
        .findFirst()
        .orElse(Value.TRUE);
  }
}
