// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import dev.modelsigning.pki.Certificates;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the two Secrets hold; what is absent or damaged there is empty here.
 *
 * @param current the authority that signs leaves
 * @param next an authority that is trusted but does not sign yet
 * @param previous certificates of authorities that no longer sign but are still trusted
 * @param leaf the serving certificate
 * @param served the authorities in the serving Secret; they survive the loss of the authority's
 *     Secret, so that a leaf in use stays trusted under a new authority
 */
record CertificateState(
    Optional<CertifiedKey> current,
    Optional<CertifiedKey> next,
    List<X509Certificate> previous,
    Optional<CertifiedKey> leaf,
    List<X509Certificate> served) {

  /** At most this many previous authorities are trusted at a time. */
  static final int MAX_PREVIOUS = 3;

  static final CertificateState EMPTY =
      new CertificateState(
          Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of());

  CertificateState {
    previous = List.copyOf(previous);
    served = List.copyOf(served);
  }

  /** The content of the caBundle: previous, current and next authorities, each once. */
  List<X509Certificate> trusted() {
    return Stream.of(
            previous.stream(),
            current.map(CertifiedKey::certificate).stream(),
            next.map(CertifiedKey::certificate).stream())
        .flatMap(certificates -> certificates)
        .distinct()
        .toList();
  }

  /** Starts over with a new authority and keeps the trust in those that signed a leaf in use. */
  CertificateState startOver(CertifiedKey authority, Instant now) {
    var candidates = new LinkedHashSet<X509Certificate>();
    current.map(CertifiedKey::certificate).ifPresent(candidates::add);
    candidates.addAll(served);
    candidates.addAll(previous);
    List<X509Certificate> kept =
        candidates.stream()
            .filter(Certificates::mayIssue)
            .filter(certificate -> certificate.getNotAfter().toInstant().isAfter(now))
            .limit(MAX_PREVIOUS)
            .toList();
    return new CertificateState(Optional.of(authority), Optional.empty(), kept, leaf, served);
  }

  CertificateState announce(CertifiedKey authority) {
    return new CertificateState(current, Optional.of(authority), previous, leaf, served);
  }

  CertificateState promote() {
    return new CertificateState(
        next,
        Optional.empty(),
        Stream.concat(current.map(CertifiedKey::certificate).stream(), previous.stream())
            .limit(MAX_PREVIOUS)
            .toList(),
        leaf,
        served);
  }

  CertificateState serve(CertifiedKey newLeaf) {
    return new CertificateState(current, next, previous, Optional.of(newLeaf), served);
  }

  CertificateState retire() {
    return new CertificateState(current, next, List.of(), leaf, served);
  }
}
