// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.pki.Certificates;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The certificates of a bundle in their order: the signer's first, each followed by its issuer. */
final class SigningChain {
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

  private static Optional<X509Certificate> issuerOf(
      X509Certificate certificate, List<X509Certificate> candidates) {
    return candidates.stream()
        .filter(
            candidate ->
                candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
        .findFirst();
  }
}
