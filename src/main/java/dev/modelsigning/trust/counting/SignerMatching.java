// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.counting;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives authorities a signer each. Each counted authority has a signature of its own by a signer of
 * its own: who signed twice, or is accepted by two authorities, counts once. Authorities with one
 * digest trust the same, whatever their names.
 */
public final class SignerMatching {
  /** What an unnamed signer is taken for: all of them could be one. */
  private static final String UNNAMED = "unnamed";

  private SignerMatching() {}

  /**
   * A signature that counts.
   *
   * @param marks what its signer is known by, see {@link #marks}
   * @param authorities digests of the authorities that accept it
   */
  public record Signature(Set<String> marks, Set<String> authorities) {
    /** Copies. */
    public Signature {
      marks = Set.copyOf(marks);
      authorities = Set.copyOf(authorities);
    }
  }

  /**
   * What a signer is known by: two signatures that share one of these are by one signer. A key
   * stays the same key in a certificate, and a holder of two certificates the same holder.
   *
   * @param issuer the identity provider of a keyless signer
   * @param subject the identity of a keyless signer, or the subject of a certificate
   * @param names further names in a certificate, which do not count for a keyless signer
   * @param key the fingerprint of the key
   */
  public static Set<String> marks(
      Optional<String> issuer,
      Optional<String> subject,
      Collection<String> names,
      Optional<String> key) {
    Stream<String> named =
        issuer.isPresent()
            ? Stream.of("identity " + issuer.get() + " " + subject.orElse("null"))
            : Stream.concat(subject.stream(), names.stream()).map(name -> "name " + name);
    Set<String> marks =
        Stream.concat(named, key.stream().map(fingerprint -> "key " + fingerprint))
            .collect(Collectors.toSet());
    return marks.isEmpty() ? Set.of(UNNAMED) : marks;
  }

  /**
   * The most authorities that can be given a signer each.
   *
   * @param authorities each as the set of its digests
   * @return the digests of the chosen authorities, one set for each
   */
  public static List<Set<String>> matched(
      List<Set<String>> authorities, List<Signature> signatures) {
    List<Set<String>> different = Alike.joined(authorities);
    List<Set<String>> signers = Alike.joined(signatures.stream().map(Signature::marks).toList());
    List<Set<Integer>> accepting =
        signers.stream().map(signer -> accepting(different, signatures, signer)).toList();
    Map<Integer, Integer> signerOf = new HashMap<>();
    for (int signer = 0; signer < accepting.size(); signer++) {
      assign(signer, accepting, signerOf, new HashSet<>());
    }
    return signerOf.keySet().stream().sorted().map(different::get).toList();
  }

  /** The indexes of the authorities that accept a signature of the signer. */
  private static Set<Integer> accepting(
      List<Set<String>> authorities, List<Signature> signatures, Set<String> signer) {
    Set<String> digests =
        signatures.stream()
            .filter(signature -> signer.containsAll(signature.marks()))
            .flatMap(signature -> signature.authorities().stream())
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
}
