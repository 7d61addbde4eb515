// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.trust.counting.SignerMatching;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the different signers of a model ({@code requirements.minimumMatches}). Each counted
 * authority has a signature of its own by a signer of its own: who signed twice, or is accepted by
 * two authorities, counts once. Authorities with one digest trust the same, whatever their names.
 */
public final class Signers {
  private Signers() {}

  /** How many different authorities of a policy have to accept a signature: 1 or more. */
  public static int wanted(ClusterModelTrustPolicy policy) {
    PolicyRequirements requirements =
        policy.getSpec() == null ? null : policy.getSpec().requirements;
    return Optional.ofNullable(requirements)
        .map(given -> given.minimumMatches)
        .map(given -> Math.max(1, given))
        .orElse(1);
  }

  /**
   * The most authorities that can be given a signer each.
   *
   * @param authorities each as the set of its digests
   * @param signatures those that count
   * @param now acceptances that ended before count no more
   * @return the digests of the chosen authorities, one set for each
   */
  public static List<Set<String>> matched(
      List<Set<String>> authorities, List<JudgedSignature> signatures, Instant now) {
    return SignerMatching.matched(
        authorities,
        signatures.stream()
            .map(
                signature ->
                    new SignerMatching.Signature(
                        marks(signature.signer), accepting(signature, now)))
            .toList());
  }

  /** The digests of the authorities that accept a signature now. */
  private static Set<String> accepting(JudgedSignature signature, Instant now) {
    return Stream.ofNullable(signature.acceptedBy)
        .flatMap(List::stream)
        .filter(accepted -> accepted.digest != null && !hasEnded(accepted, now))
        .map(accepted -> accepted.digest)
        .collect(Collectors.toSet());
  }

  /** Whether some authority accepted a signature, and it is about what was measured. */
  public static boolean counted(JudgedSignature signature) {
    return Boolean.TRUE.equals(signature.contentMatches)
        && signature.acceptedBy != null
        && !signature.acceptedBy.isEmpty();
  }

  private static Set<String> marks(@Nullable SignerStatus signer) {
    return signer == null
        ? SignerMatching.marks(Optional.empty(), Optional.empty(), List.of(), Optional.empty())
        : SignerMatching.marks(
            Optional.ofNullable(signer.issuer),
            Optional.ofNullable(signer.subject),
            Objects.requireNonNullElse(signer.subjectAltNames, List.of()),
            Optional.ofNullable(signer.keyFingerprint));
  }

  /** Whether an acceptance is over: also one whose end cannot be read. */
  public static boolean hasEnded(AcceptedBy accepted, Instant now) {
    if (accepted.validUntil == null) {
      return false;
    }
    try {
      return !now.isBefore(Instant.parse(accepted.validUntil));
    } catch (DateTimeParseException e) {
      return true;
    }
  }
}
