// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.text.Shortened;
import dev.modelsigning.volume.UnsignedContent;
import dev.modelsigning.volume.VolumeIdentity;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the current status of a ModelSignature satisfies one policy. It first checks that
 * the status is current: one about a previous generation, a different volume or a previous policy
 * says nothing.
 */
final class SignatureLookup {
  private static final int MESSAGE_CHARACTERS = 400;

  private final Clock clock;

  SignatureLookup(Clock clock) {
    this.clock = clock;
  }

  /** Empty when the policy is satisfied; otherwise what was found instead, in one sentence. */
  Optional<String> objection(
      ModelSignature signature, ClusterModelTrustPolicy policy, Optional<VolumeIdentity> current) {
    var status = signature.getStatus();
    String name = "ModelSignature " + signature.getMetadata().getName();
    if (status == null || status.verdict == null) {
      return Optional.of(name + " has no status yet");
    }
    if (!Objects.equals(status.observedGeneration, signature.getMetadata().getGeneration())) {
      return Optional.of(name + " was changed and has not been verified since");
    }
    if (current.isEmpty()) {
      return Optional.of("the claim does not exist or is not bound to a volume");
    }
    if (status.volume == null || !Objects.equals(status.volume.identity, current.get().value())) {
      return Optional.of(
          status.verdict == VerdictState.Unknown
              ? name + " is " + state(signature)
              : name + " was verified for a different volume than the claim is bound to now");
    }
    if (!Objects.equals(
        Directory.of(status.volume.subPath),
        Directory.of(signature.getSpec().source.persistentVolumeClaim.subPath))) {
      return Optional.of(name + " was verified for a different directory than its spec names");
    }
    // Asked here too, so that an edit of the policy holds before the verdict is written again.
    return policyObjection(signature, policy, name)
        .or(
            () ->
                UnsignedContent.objection(status.manifest, policy.getSpec().models)
                    .map(what -> name + " has unsigned content at ignored paths: " + what));
  }

  private Optional<String> policyObjection(
      ModelSignature signature, ClusterModelTrustPolicy policy, String name) {
    var verdict = entry(signature, policy);
    if (verdict.isEmpty()) {
      return Optional.of(name + " is " + state(signature));
    }
    if (!Objects.equals(verdict.get().generation, policy.getMetadata().getGeneration())) {
      return Optional.of(
          name + " has not been evaluated yet under the current generation of the policy");
    }
    if (verdict.get().verdict != VerdictState.Verified) {
      return Optional.of(name + " is " + described(signature, verdict.get()));
    }
    return expired(verdict.get())
        ? Optional.of(name + " is signed with a certificate that has expired")
        : Optional.empty();
  }

  private static Optional<PolicyVerdict> entry(
      ModelSignature signature, ClusterModelTrustPolicy policy) {
    return Optional.ofNullable(signature.getStatus().policies).orElse(List.of()).stream()
        .filter(entry -> entry.uid != null)
        .filter(entry -> Objects.equals(entry.uid, policy.getMetadata().getUid()))
        .findFirst();
  }

  /** A time that cannot be parsed counts as past. */
  private boolean expired(PolicyVerdict verdict) {
    if (verdict.validUntil == null) {
      return false;
    }
    try {
      return !clock.instant().isBefore(Instant.parse(verdict.validUntil));
    } catch (DateTimeParseException e) {
      return true;
    }
  }

  private static String described(ModelSignature signature, PolicyVerdict verdict) {
    if (verdict.verdict == VerdictState.Rejected || verdict.message != null) {
      return verdict.verdict + " (" + verdict.reason + ")" + sentence(verdict.message);
    }
    return state(signature);
  }

  private static String state(ModelSignature signature) {
    var status = signature.getStatus();
    String progress =
        status.progress != null && status.progress.percent != null
            ? ", verifying " + status.progress.percent + "%"
            : "";
    String reason = status.reason == null ? "" : " (" + status.reason + progress + ")";
    return status.verdict + reason + sentence(status.message);
  }

  /** A shortened message, so that one finding leaves room for the others. */
  private static String sentence(@Nullable String message) {
    if (message == null || message.isEmpty()) {
      return "";
    }
    return ": " + Shortened.to(message, MESSAGE_CHARACTERS);
  }
}
