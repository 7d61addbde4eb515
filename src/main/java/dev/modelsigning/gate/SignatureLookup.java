// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.binding.PolicyTrust;
import dev.modelsigning.binding.RequiredAnnotations;
import dev.modelsigning.binding.Signers;
import dev.modelsigning.binding.TrustNow;
import dev.modelsigning.text.Shortened;
import dev.modelsigning.volume.UnsignedContent;
import dev.modelsigning.volume.VolumeIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the current status of a ModelSignature satisfies one policy. It first checks that
 * the status is current: one about a previous generation or a different volume says nothing. Then
 * one signature, or as many as the policy wants, has to be accepted by an authority that the policy
 * has now: their digests are compared, so an edit of the policy needs no new status to take effect.
 */
final class SignatureLookup {
  private static final int MESSAGE_CHARACTERS = 400;

  private final TrustNow trusted;

  SignatureLookup(TrustNow trusted) {
    this.trusted = trusted;
  }

  /** Empty when the policy is satisfied; otherwise what was found instead, in one sentence. */
  Optional<String> objection(
      ModelSignature signature, ClusterModelTrustPolicy policy, Optional<VolumeIdentity> current) {
    return unsettled(signature)
        .or(() -> otherVolume(signature, current))
        .or(() -> objectionToContent(signature, policy));
  }

  /**
   * The same for another kind of source.
   *
   * @param other why the status is about something else than the source
   */
  Optional<String> objection(
      ModelSignature signature,
      ClusterModelTrustPolicy policy,
      Function<ModelSignature, Optional<String>> other) {
    return unsettled(signature)
        .or(() -> other.apply(signature))
        .or(() -> objectionToContent(signature, policy));
  }

  static String named(ModelSignature signature) {
    return "ModelSignature " + signature.getMetadata().getName();
  }

  private static Optional<String> unsettled(ModelSignature signature) {
    var status = signature.getStatus();
    if (status == null || status.verdict == null) {
      return Optional.of(named(signature) + " has no status yet");
    }
    return Objects.equals(status.observedGeneration, signature.getMetadata().getGeneration())
        ? Optional.empty()
        : Optional.of(named(signature) + " was changed and has not been verified since");
  }

  private static Optional<String> otherVolume(
      ModelSignature signature, Optional<VolumeIdentity> current) {
    var status = signature.getStatus();
    String name = named(signature);
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
    return Optional.empty();
  }

  private Optional<String> objectionToContent(
      ModelSignature signature, ClusterModelTrustPolicy policy) {
    String name = named(signature);
    // Asked here too, so that an edit of the policy holds before the verdict is written again.
    return policyObjection(signature, policy, name)
        .or(
            () ->
                UnsignedContent.objection(signature.getStatus().manifest, policy.getSpec().models)
                    .map(what -> name + " has unsigned content at ignored paths: " + what));
  }

  private Optional<String> policyObjection(
      ModelSignature signature, ClusterModelTrustPolicy policy, String name) {
    String policyName = policy.getMetadata().getName();
    Optional<String> denied = deniedNow(signature, policy);
    if (denied.isPresent()) {
      return denied;
    }
    return switch (trusted.of(policy)) {
      case PolicyTrust.Unread _ ->
          Optional.of("the operator has not read policy " + policyName + " yet");
      case PolicyTrust.Stale(String lastSeen, Duration limit) ->
          Optional.of(
              name
                  + " counts as Unknown, because the operator last gave a sign of life at "
                  + lastSeen
                  + ", longer ago than requirements.staleAfter of policy "
                  + policyName
                  + " ("
                  + limit.toMinutes()
                  + "m)");
      case PolicyTrust.Current current -> {
        int wanted = Signers.wanted(policy);
        int found = signers(signature, policy, current);
        yield found >= wanted
            ? deniedBefore(signature, policy)
            : Optional.of(name + " " + tooFew(signature, policy, found, wanted));
      }
    };
  }

  private String tooFew(
      ModelSignature signature, ClusterModelTrustPolicy policy, int found, int wanted) {
    return found == 0
        ? shortfall(signature, policy, trusted.digests(policy))
        : "is signed by %d of the %d different signers that requirements.minimumMatches wants"
            .formatted(found, wanted);
  }

  /** Why the policy denies the model, which no exemption changes; empty when it does not. */
  Optional<String> denial(ModelSignature signature, ClusterModelTrustPolicy policy) {
    return deniedNow(signature, policy).or(() -> deniedBefore(signature, policy));
  }

  private static Optional<String> deniedNow(
      ModelSignature signature, ClusterModelTrustPolicy policy) {
    return DenyList.of(policy)
        .match(signature.getStatus())
        .map(
            entry ->
                "ModelSignature "
                    + signature.getMetadata().getName()
                    + " is denied: "
                    + DenyList.text(entry));
  }

  /** What was denied when the model was judged last counts until it is judged again. */
  private static Optional<String> deniedBefore(
      ModelSignature signature, ClusterModelTrustPolicy policy) {
    return signature.getStatus() == null
        ? Optional.empty()
        : entry(signature, policy)
            .filter(DenyList::isDenial)
            .map(
                entry ->
                    "ModelSignature "
                        + signature.getMetadata().getName()
                        + " was denied, and is not judged again yet"
                        + sentence(entry.message));
  }

  /**
   * Different signers of exactly the files on the volume, each for an authority of its own. Where
   * one is enough, there is nothing to assign.
   */
  private int signers(
      ModelSignature signature, ClusterModelTrustPolicy policy, PolicyTrust.Current trust) {
    if (Signers.wanted(policy) == 1) {
      return isAccepted(signature, policy) ? 1 : 0;
    }
    List<JudgedSignature> matching = stating(signature, policy).toList();
    return Signers.matched(trust.authorities(), matching, trusted.time()).size();
  }

  private boolean isAccepted(ModelSignature signature, ClusterModelTrustPolicy policy) {
    RequiredAnnotations wanted = RequiredAnnotations.of(policy);
    for (JudgedSignature judged : listed(signature.getStatus().signatures)) {
      if (Boolean.TRUE.equals(judged.contentMatches)
          && wanted.areStated(judged)
          && trusted.accepts(policy, judged)) {
        return true;
      }
    }
    return false;
  }

  private static <T> List<T> listed(@Nullable List<T> given) {
    return given == null ? List.of() : given;
  }

  /** The signatures whose content matches. */
  private static Stream<JudgedSignature> matching(ModelSignature signature) {
    return signatures(signature).filter(judged -> Boolean.TRUE.equals(judged.contentMatches));
  }

  /** Those that also state what the policy asks for. */
  private static Stream<JudgedSignature> stating(
      ModelSignature signature, ClusterModelTrustPolicy policy) {
    return matching(signature).filter(RequiredAnnotations.of(policy)::areStated);
  }

  private static Stream<JudgedSignature> signatures(ModelSignature signature) {
    return listed(signature.getStatus().signatures).stream();
  }

  /**
   * What is missing, in words; the verdict of the policy is only quoted, and may be an older one.
   */
  private String shortfall(
      ModelSignature signature, ClusterModelTrustPolicy policy, Set<String> digests) {
    Optional<String> unstated =
        matching(signature)
            .filter(judged -> trusted.accepted(policy, judged))
            .flatMap(judged -> RequiredAnnotations.of(policy).objection(judged).stream())
            .findFirst();
    if (unstated.isPresent()) {
      return "is not accepted" + sentence(unstated.get()) + ", or has not been judged for it yet";
    }
    if (matching(signature).anyMatch(judged -> trusted.accepted(policy, judged))) {
      return "is signed with a certificate that has expired";
    }
    Optional<PolicyVerdict> written = entry(signature, policy);
    if (written.isPresent() && written.get().verdict != VerdictState.Verified) {
      return "is " + described(signature, written.get());
    }
    if (digests.isEmpty()) {
      return "cannot be judged, because no authority of policy "
          + policy.getMetadata().getName()
          + " can be used, or the operator has not read them yet; see: "
          + NamespacedPolicies.command("describe", policy);
    }
    return signatures(signature)
        .flatMap(judged -> Stream.ofNullable(judged.signer))
        .findFirst()
        .map(
            signer ->
                "is signed by "
                    + signer.subject
                    + ", and has not been found to satisfy the present authorities of the policy")
        .orElseGet(() -> "is " + state(signature));
  }

  private static Optional<PolicyVerdict> entry(
      ModelSignature signature, ClusterModelTrustPolicy policy) {
    for (PolicyVerdict entry : listed(signature.getStatus().policies)) {
      if (entry.uid != null && entry.uid.equals(policy.getMetadata().getUid())) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  private static String described(ModelSignature signature, PolicyVerdict verdict) {
    if (verdict.verdict == VerdictState.Rejected || verdict.message != null) {
      return verdict.verdict + " (" + verdict.reason + ")" + sentence(verdict.message);
    }
    return state(signature);
  }

  static String state(ModelSignature signature) {
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
