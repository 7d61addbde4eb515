// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.binding;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
  /** What an unnamed signer is taken for: all of them could be one. */
  private static final String UNNAMED = "unnamed";

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
    List<Set<String>> different = Alike.joined(authorities);
    List<Set<String>> signers =
        Alike.joined(signatures.stream().map(signature -> marks(signature.signer)).toList());
    List<Set<Integer>> accepting =
        signers.stream().map(signer -> accepting(different, signatures, signer, now)).toList();
    Map<Integer, Integer> signerOf = new HashMap<>();
    for (int signer = 0; signer < accepting.size(); signer++) {
      assign(signer, accepting, signerOf, new HashSet<>());
    }
    return signerOf.keySet().stream().sorted().map(different::get).toList();
  }

  /** The indexes of the authorities that accept a signature of the signer. */
  private static Set<Integer> accepting(
      List<Set<String>> authorities,
      List<JudgedSignature> signatures,
      Set<String> signer,
      Instant now) {
    Set<String> digests =
        signatures.stream()
            .filter(signature -> signer.containsAll(marks(signature.signer)))
            .flatMap(signature -> Stream.ofNullable(signature.acceptedBy).flatMap(List::stream))
            .filter(accepted -> accepted.digest != null && !hasEnded(accepted, now))
            .map(accepted -> accepted.digest)
            .collect(Collectors.toSet());
    Set<Integer> found = new HashSet<>();
    for (int i = 0; i < authorities.size(); i++) {
      if (authorities.get(i).stream().anyMatch(digests::contains)) {
        found.add(i);
      }
    }
    return found;
  }

  /** Gives the signer an authority; another signer may have to move to another one for that. */
  private static boolean assign(
      int signer,
      List<Set<Integer>> accepting,
      Map<Integer, Integer> signerOf,
      Set<Integer> tried) {
    for (int authority : accepting.get(signer)) {
      if (tried.add(authority)) {
        Integer holder = signerOf.get(authority);
        if (holder == null || assign(holder, accepting, signerOf, tried)) {
          signerOf.put(authority, signer);
          return true;
        }
      }
    }
    return false;
  }

  /**
   * What a signer is known by: two signatures that share one of these are by one signer. A key
   * stays the same key in a certificate, and a holder of two certificates the same holder.
   */
  private static Set<String> marks(@Nullable SignerStatus signer) {
    if (signer == null) {
      return Set.of(UNNAMED);
    }
    Stream<String> names =
        signer.issuer != null
            ? Stream.of("identity " + signer.issuer + " " + signer.subject)
            : Stream.concat(
                    Stream.ofNullable(signer.subject),
                    Stream.ofNullable(signer.subjectAltNames).flatMap(List::stream))
                .map(name -> "name " + name);
    Set<String> marks =
        Stream.concat(names, Stream.ofNullable(signer.keyFingerprint).map(key -> "key " + key))
            .collect(Collectors.toSet());
    return marks.isEmpty() ? Set.of(UNNAMED) : marks;
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
