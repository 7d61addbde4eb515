// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.Validity;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The certificates of a bundle in their order: the signer's first, each followed by its issuer. */
final class SigningChain {
  private static final int KEY_CERT_SIGN = 5;

  private SigningChain() {}

  /**
   * Orders certificates.
   *
   * @param leaf the signer's
   * @param others in any order, possibly with the leaf and with roots, which are left out. Those
   *     that no other one names as its issuer come last
   */
  static List<X509Certificate> of(X509Certificate leaf, List<X509Certificate> others) {
    List<X509Certificate> left = new ArrayList<>();
    for (X509Certificate other : others) {
      if (!Certificates.isSelfIssued(other) && !other.equals(leaf) && !left.contains(other)) {
        left.add(other);
      }
    }
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
    Optional<X509Certificate> issuer = issuerOf(leaf, left);
    while (issuer.isPresent()) {
      chain.add(issuer.get());
      left.remove(issuer.get());
      issuer = issuerOf(issuer.get(), left);
    }
    chain.addAll(left);
    return chain;
  }

  /**
   * Why no verifier accepts the chain, as far as it is given; empty where nothing is wrong with it.
   * Of several certificates of one issuer, as cross-signing makes them, one that fits is enough.
   *
   * @param given the certificates beside the signer's, possibly none, possibly with roots
   * @param time of signing
   */
  static Optional<String> problemWith(
      X509Certificate leaf, List<X509Certificate> given, Instant time) {
    X509Certificate below = leaf;
    for (int above = 0; above <= given.size() && !Certificates.isSelfIssued(below); above++) {
      X509Certificate signed = below;
      List<X509Certificate> issuers =
          given.stream()
              .filter(
                  other -> other.getSubjectX500Principal().equals(signed.getIssuerX500Principal()))
              .toList();
      if (issuers.isEmpty()) {
        boolean unrelated =
            above == 0
                && given.stream()
                    .anyMatch(other -> !other.equals(leaf) && !Certificates.isSelfIssued(other));
        return unrelated
            ? Optional.of(
                "has no certificate of '%s', which issued it"
                    .formatted(leaf.getIssuerX500Principal()))
            : Optional.empty();
      }
      Optional<X509Certificate> fitting =
          issuers.stream().filter(i -> problemWithIssuer(i, signed, time).isEmpty()).findFirst();
      if (fitting.isEmpty()) {
        return problemWithIssuer(issuers.getFirst(), signed, time);
      }
      below = fitting.get();
    }
    return Optional.empty();
  }

  private static Optional<String> problemWithIssuer(
      X509Certificate issuer, X509Certificate signed, Instant time) {
    String name = "'" + issuer.getSubjectX500Principal() + "'";
    if (issuer.getBasicConstraints() < 0) {
      return Optional.of("has " + name + ", which is not a CA");
    }
    boolean[] usage = issuer.getKeyUsage();
    if (usage != null && !usage[KEY_CERT_SIGN]) {
      return Optional.of("has " + name + ", whose key usage has no keyCertSign");
    }
    Validity validity = Validity.of(issuer);
    if (!validity.includes(time)) {
      return Optional.of("has %s, which is valid %s, not now (%s)".formatted(name, validity, time));
    }
    try {
      signed.verify(issuer.getPublicKey());
      return Optional.empty();
    } catch (SignatureException e) {
      return Optional.of(
          "has a certificate of %s that did not sign the one below it".formatted(name));
    } catch (GeneralSecurityException e) {
      return Optional.empty(); // an algorithm that is not known here is for verifiers to judge
    }
  }

  private static Optional<X509Certificate> issuerOf(
      X509Certificate certificate, List<X509Certificate> candidates) {
    return candidates.stream()
        .filter(
            candidate ->
                candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
        .findFirst();
  }
}
