// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.AssuranceClass;
import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.controller.StatusConditions;
import dev.modelsigning.controller.StatusConditions.Value;
import dev.modelsigning.controller.drift.ContentHistory;
import dev.modelsigning.controller.modelsignature.Assessment.Verdicts;
import dev.modelsigning.controller.nodes.NodeEntries;
import dev.modelsigning.controller.rejudging.SameStatus;
import dev.modelsigning.controller.storage.RecordedAliases;
import dev.modelsigning.controller.storage.RecordedWriters;
import dev.modelsigning.volume.HoldingNode;
import dev.modelsigning.volume.ImageIdentity;
import dev.modelsigning.volume.VolumeIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the status of a ModelSignature, errors included. */
final class SignatureStatus {
  private SignatureStatus() {}

  /** The whole status: server-side apply removes what is not in it. */
  static ModelSignatureStatus of(SignatureFacts facts, Assessment assessment, Instant now) {
    ModelSignature resource = facts.resource();
    ModelSignatureStatus status = new ModelSignatureStatus();
    List<PolicyFinding> policies = PolicyVerdicts.of(verdicts(assessment), facts.policies());
    VerdictFinding finding =
        switch (assessment) {
          case Assessment.Blocked blocked -> blocked.finding();
          case Assessment.Measuring measuring ->
              VerdictFinding.measuring(facts.reason(), measuring.message());
          case Assessment.Postponed postponed ->
              VerdictFinding.unknown(
                  postponed.reason(),
                  postponed.message() + "; next try at " + postponed.run().retryAt);
          case Assessment.Judged judged -> PolicyVerdicts.overall(policies, judged.run());
          case Assessment.Remeasuring again ->
              PolicyVerdicts.overall(policies, again.standing().run());
          case Assessment.Confirmed confirmed ->
              PolicyVerdicts.overall(policies, confirmed.standing().run());
        };
    write(status, finding);
    record(status, assessment);
    carryLastFingerprint(resource.getStatus(), status);
    if (!facts.writers().isEmpty()) {
      status.writers = RecordedWriters.of(facts.writers(), resource.getMetadata().getNamespace());
    }
    status.observedGeneration = resource.getMetadata().getGeneration();
    status.policies = policies.stream().map(PolicyVerdicts::written).toList();
    if (facts.volume() instanceof VolumeFinding.Bound bound) {
      status.volume = volume(bound, facts);
    }
    status.image = facts.volume().image().map(ImageIdentity::status).orElse(null);
    status.lastVerification = lastVerification(resource.getStatus(), status, now);
    status.verifiedContent = ContentHistory.of(resource.getStatus(), status, now).orElse(null);
    VerdictFinding signature = PolicyVerdicts.ofSignature(policies, finding);
    Value valid = signatureValid(assessment, policies);
    String message = PolicyVerdicts.cut(signature.message());
    status.conditions =
        conditions(resource, finding, now)
            .with(ConditionType.SignatureValid, valid, signature.reason(), message)
            .with(
                ConditionType.WriteProtected,
                writeProtected(facts),
                facts.writers().isEmpty() ? Reason.NoWriter : Reason.WritersPresent,
                facts.writers().isEmpty()
                    ? "No pod can write to the model"
                    : "The claim is mounted for writing by pod " + facts.writerNames())
            .list();
    return status;
  }

  /**
   * The status after an exception: nothing counts as verified, while the run and what was measured
   * stay on record for the next look.
   */
  static ModelSignatureStatus notChecked(ModelSignature resource, Instant now) {
    return notChecked(
        resource,
        VerdictFinding.unknown(
            Reason.CheckFailed,
            "The model could not be checked, and is checked again; see the operator's log"),
        now);
  }

  /** The status of a resource of which some fields could not be read. */
  static ModelSignatureStatus unreadable(ModelSignature resource, String fields, Instant now) {
    return notChecked(
        resource,
        VerdictFinding.unknown(
            Reason.Unreadable,
            "These fields cannot be read: " + fields + "; hint: correct or remove them"),
        now);
  }

  private static ModelSignatureStatus notChecked(
      ModelSignature resource, VerdictFinding finding, Instant now) {
    Optional<ModelSignatureStatus> previous = Optional.ofNullable(resource.getStatus());
    ModelSignatureStatus status = new ModelSignatureStatus();
    write(status, finding);
    status.observedGeneration = resource.getMetadata().getGeneration();
    status.measurement = previous.map(before -> before.measurement).orElse(null);
    status.standing = previous.map(before -> before.standing).orElse(null);
    status.nodes = NodeEntries.unchecked(resource.getStatus(), finding.reason(), finding.message());
    status.manifest = previous.map(before -> before.manifest).orElse(null);
    status.verifiedContent = previous.map(before -> before.verifiedContent).orElse(null);
    status.writers = previous.map(before -> before.writers).orElse(null);
    status.lastVerification = previous.map(before -> before.lastVerification).orElse(null);
    status.lastFingerprint = previous.map(before -> before.lastFingerprint).orElse(null);
    status.conditions =
        conditions(resource, finding, now)
            .with(ConditionType.SignatureValid, Value.UNKNOWN, finding.reason(), finding.message())
            .with(ConditionType.WriteProtected, Value.UNKNOWN, finding.reason(), finding.message())
            .list();
    return status;
  }

  /** Whether two statuses say the same, apart from what they repeat of the policies. */
  static boolean same(@Nullable ModelSignatureStatus left, ModelSignatureStatus right) {
    return SameStatus.isSaid(left, right);
  }

  private static void write(ModelSignatureStatus status, VerdictFinding finding) {
    status.verdict = finding.verdict();
    status.reason = finding.reason().text();
    status.message = PolicyVerdicts.cut(finding.message());
  }

  static Verdicts verdicts(Assessment assessment) {
    return switch (assessment) {
      case Assessment.Blocked blocked -> new Verdicts.Same(blocked.finding());
      case Assessment.Measuring measuring -> measuring.open();
      case Assessment.Postponed postponed ->
          new Verdicts.Same(VerdictFinding.unknown(postponed.reason(), postponed.message()));
      case Assessment.Judged judged -> judged.verdicts();
      case Assessment.Remeasuring again -> again.standing().verdicts();
      case Assessment.Confirmed confirmed -> confirmed.standing().verdicts();
    };
  }

  private static void record(ModelSignatureStatus status, Assessment assessment) {
    switch (assessment) {
      case Assessment.Blocked blocked -> status.measurement = blocked.run().orElse(null);
      case Assessment.Measuring measuring -> {
        status.measurement = measuring.run();
        status.progress = measuring.progress().orElse(null);
      }
      case Assessment.Postponed postponed -> status.measurement = postponed.run();
      case Assessment.Judged judged -> {
        status.measurement = judged.run().orElse(null);
        status.manifest = judged.manifest().orElse(null);
        status.signer = judged.signer().orElse(null);
        status.signatures = judged.signatures().isEmpty() ? null : judged.signatures();
      }
      case Assessment.Remeasuring again -> {
        record(status, again.standing());
        status.standing = status.measurement;
        status.measurement = again.run();
      }
      case Assessment.Confirmed confirmed -> {
        record(status, confirmed.standing());
        status.lastFingerprint = confirmed.at();
      }
    }
  }

  /** A comparison counts for as long as the verdict rests on the measurement it compared with. */
  private static void carryLastFingerprint(
      @Nullable ModelSignatureStatus previous, ModelSignatureStatus status) {
    if (status.lastFingerprint == null
        && previous != null
        && judgedRun(status) != null
        && Objects.equals(judgedRun(previous), judgedRun(status))) {
      status.lastFingerprint = previous.lastFingerprint;
    }
  }

  static VolumeStatus volume(VolumeFinding.Bound bound, SignatureFacts facts) {
    VolumeIdentity identity = bound.identity();
    VolumeStatus volume = new VolumeStatus();
    volume.identity = identity.value();
    volume.claimUid = identity.claimUid();
    volume.persistentVolumeName = identity.volumeName();
    volume.persistentVolumeUid = identity.volumeUid();
    volume.subPath = facts.resource().getSpec().source.persistentVolumeClaim.subPath;
    volume.nodeName = bound.node().map(HoldingNode::name).orElse(null);
    volume.nodeUid = bound.node().map(HoldingNode::uid).orElse(null);
    volume.assurance = assurance(facts);
    volume.aliases = facts.aliases().isEmpty() ? null : RecordedAliases.of(facts.aliases());
    return volume;
  }

  static AssuranceClass assurance(SignatureFacts facts) {
    boolean enforced =
        facts.policies().stream()
            .anyMatch(policy -> policy.policy().getSpec().mode == PolicyMode.Enforce);
    return enforced && facts.writers().isEmpty() && facts.aliases().isEmpty()
        ? AssuranceClass.Guarded
        : AssuranceClass.Mutable;
  }

  /** Moves when a verdict is established: on a new measurement, bundle or policy. */
  private static @Nullable String lastVerification(
      @Nullable ModelSignatureStatus previous, ModelSignatureStatus status, Instant now) {
    if (status.verdict == VerdictState.Unknown) {
      return previous == null ? null : previous.lastVerification;
    }
    if (previous != null
        && previous.lastVerification != null
        && previous.verdict == status.verdict
        && Objects.equals(previous.observedGeneration, status.observedGeneration)
        && Objects.equals(judgedRun(previous), judgedRun(status))
        && Objects.equals(keys(previous.policies), keys(status.policies))) {
      return previous.lastVerification;
    }
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The Job whose measurement the verdict rests on. */
  private static @Nullable String judgedRun(ModelSignatureStatus status) {
    MeasurementStatus run = status.standing == null ? status.measurement : status.standing;
    return run == null ? null : run.jobUid;
  }

  private static List<String> keys(@Nullable List<PolicyVerdict> policies) {
    return policies == null
        ? List.of()
        : policies.stream().map(p -> p.uid + "/" + p.verdict).toList();
  }

  static StatusConditions conditions(ModelSignature resource, VerdictFinding finding, Instant now) {
    String message = PolicyVerdicts.cut(finding.message());
    var stored = resource.getStatus() == null ? null : resource.getStatus().conditions;
    return StatusConditions.of(stored, resource, now)
        .with(
            ConditionType.Ready,
            Value.of(finding.verdict() == VerdictState.Verified),
            finding.reason(),
            message)
        .with(ConditionType.Verified, value(finding.verdict()), finding.reason(), message)
        .withProgress(finding.reason(), message);
  }

  private static Value value(VerdictState verdict) {
    return switch (verdict) {
      case Verified -> Value.TRUE;
      case Rejected -> Value.FALSE;
      case Unknown -> Value.UNKNOWN;
    };
  }

  /** Whether every policy trusts the signature, whatever the files are. */
  static Value signatureValid(Assessment assessment, List<PolicyFinding> policies) {
    if (policies.stream().anyMatch(policy -> policy.finding().refusesTheSignature())) {
      return Value.FALSE;
    }
    boolean judged =
        switch (assessment) {
          case Assessment.Remeasuring again ->
              signatureValid(again.standing(), policies) == Value.TRUE;
          case Assessment.Confirmed confirmed ->
              signatureValid(confirmed.standing(), policies) == Value.TRUE;
          case Assessment.Judged verdict ->
              verdict.manifest().isPresent()
                  && verdict.signer().isPresent()
                  && policies.stream()
                      .noneMatch(p -> p.finding().verdict() == VerdictState.Unknown);
          case Assessment.Blocked _, Assessment.Measuring _, Assessment.Postponed _ -> false;
        };
    return judged ? Value.TRUE : Value.UNKNOWN;
  }

  private static Value writeProtected(SignatureFacts facts) {
    return switch (facts.volume()) {
      case VolumeFinding.Nothing _, VolumeFinding.AwaitsConsumer _ -> Value.UNKNOWN;
      case VolumeFinding.InImage _ -> Value.TRUE;
      case VolumeFinding.Bound _ -> Value.of(facts.writers().isEmpty());
    };
  }
}
