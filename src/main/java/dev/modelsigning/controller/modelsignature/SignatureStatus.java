// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.controller.Conditions;
import dev.modelsigning.controller.Conditions.Value;
import dev.modelsigning.controller.modelsignature.Assessment.Finding;
import dev.modelsigning.controller.modelsignature.Assessment.Phase;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the status from an assessment; the only place that derives conditions. */
final class SignatureStatus {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private static final Set<String> SIGNATURE_REFUSED =
      Set.of(
          "SignatureInvalid",
          "SignerUntrusted",
          "CertificateExpired",
          "CertificateInvalid",
          "BundleMalformed",
          "StatementInvalid",
          "SignatureFileMissing");

  private SignatureStatus() {}

  /** The whole status: what is not in it is taken away by server-side apply. */
  static ModelSignatureStatus of(SignatureFacts facts, Assessment assessment, Instant now) {
    ModelSignature resource = facts.resource();
    ModelSignatureStatus before = resource.getStatus();
    Finding finding = assessment.finding();
    ModelSignatureStatus status = new ModelSignatureStatus();
    status.observedGeneration = resource.getMetadata().getGeneration();
    status.verdict = finding.verdict();
    status.reason = finding.reason();
    status.message = PolicyVerdicts.cut(finding.message());
    if (facts.volume() instanceof VolumeFinding.Bound(VolumeIdentity identity)) {
      status.volume = volume(identity, resource);
    }
    status.measurement = assessment.measurement().orElse(null);
    status.manifest = assessment.manifest().orElse(null);
    status.signer = assessment.signer().orElse(null);
    status.policies = assessment.policies();
    status.progress = assessment.progress().orElse(null);
    status.lastVerification = lastVerification(before, status, now);
    status.conditions = conditions(facts, assessment, now);
    return status;
  }

  /** Whether two statuses say the same. */
  static boolean same(ModelSignatureStatus left, ModelSignatureStatus right) {
    return JSON.valueToTree(left).equals(JSON.valueToTree(right));
  }

  private static VolumeStatus volume(VolumeIdentity identity, ModelSignature resource) {
    VolumeStatus volume = new VolumeStatus();
    volume.identity = identity.value();
    volume.claimUid = identity.claimUid();
    volume.persistentVolumeName = identity.volumeName();
    volume.persistentVolumeUid = identity.volumeUid();
    volume.subPath = resource.getSpec().source.persistentVolumeClaim.subPath;
    return volume;
  }

  /** Moves when a verdict is established: on a new measurement, bundle or policy. */
  private static @Nullable String lastVerification(
      @Nullable ModelSignatureStatus before, ModelSignatureStatus status, Instant now) {
    if (status.verdict == VerdictState.Unknown) {
      return before == null ? null : before.lastVerification;
    }
    if (before != null
        && before.lastVerification != null
        && before.verdict == status.verdict
        && Objects.equals(before.observedGeneration, status.observedGeneration)
        && sameRun(before, status)
        && samePolicies(before, status)) {
      return before.lastVerification;
    }
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static boolean sameRun(ModelSignatureStatus before, ModelSignatureStatus status) {
    String earlier = before.measurement == null ? null : before.measurement.jobUid;
    String now = status.measurement == null ? null : status.measurement.jobUid;
    return Objects.equals(earlier, now);
  }

  private static boolean samePolicies(ModelSignatureStatus before, ModelSignatureStatus status) {
    return Objects.equals(keys(before.policies), keys(status.policies));
  }

  private static List<String> keys(List<PolicyVerdict> policies) {
    return policies == null
        ? List.of()
        : policies.stream().map(p -> p.uid + "/" + p.generation + "/" + p.verdict).toList();
  }

  private static List<Condition> conditions(
      SignatureFacts facts, Assessment assessment, Instant now) {
    Finding finding = assessment.finding();
    String reason = finding.reason();
    String message = PolicyVerdicts.cut(finding.message());
    boolean working = assessment.phase() == Phase.WORKING;
    ModelSignatureStatus before = facts.resource().getStatus();
    Value verified =
        switch (finding.verdict()) {
          case Verified -> Value.TRUE;
          case Rejected -> Value.FALSE;
          case Unknown -> Value.UNKNOWN;
        };
    boolean ready = finding.verdict() == VerdictState.Verified;
    return new Conditions(
            before == null ? null : before.conditions,
            facts.resource().getMetadata().getGeneration(),
            now)
        .with(Conditions.READY, Value.of(ready), reason, message)
        .with("Verified", verified, reason, message)
        .with("SignatureValid", signatureValid(assessment), reason, message)
        .with(
            "WriteProtected",
            writeProtected(facts),
            facts.writers().isEmpty() ? "NoWriter" : "WritersPresent",
            facts.writers().isEmpty()
                ? "No pod mounts the claim for writing"
                : "Mounted for writing by pod " + String.join(", ", facts.writers()))
        .with(Conditions.RECONCILING, Value.of(working), reason, working ? message : "")
        .with(Conditions.STALLED, Value.of(!working && !ready), reason, working ? "" : message)
        .list();
  }

  /** Whether every policy trusts the signature, whatever the files are. */
  private static Value signatureValid(Assessment assessment) {
    if (assessment.policies().isEmpty()) {
      return Value.UNKNOWN;
    }
    if (assessment.policies().stream().anyMatch(p -> SIGNATURE_REFUSED.contains(p.reason))) {
      return Value.FALSE;
    }
    boolean judged =
        assessment.manifest().isPresent()
            && assessment.signer().isPresent()
            && assessment.policies().stream().noneMatch(p -> p.verdict == VerdictState.Unknown);
    return judged ? Value.TRUE : Value.UNKNOWN;
  }

  private static Value writeProtected(SignatureFacts facts) {
    return switch (facts.volume()) {
      case VolumeFinding.Nothing n -> Value.UNKNOWN;
      case VolumeFinding.Bound b -> Value.of(facts.writers().isEmpty());
    };
  }
}
