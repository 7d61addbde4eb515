// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the two Secrets hold; whatever is absent or damaged there is empty here.
 *
 * @param current the authority that signs leaves
 * @param next an authority that is already trusted but does not sign yet
 * @param previous certificates of authorities that do not sign any more but are still trusted
 * @param leaf the serving certificate
 * @param served the authorities that the serving Secret names beside its leaf; they survive the
 *     loss of the authority's own Secret, so that a new authority need not cut off a leaf in use
 */
record CertificateState(
    Optional<CertifiedKey> current,
    Optional<CertifiedKey> next,
    List<X509Certificate> previous,
    Optional<CertifiedKey> leaf,
    List<X509Certificate> served) {

  /** More former authorities than this are never trusted side by side. */
  static final int MAX_PREVIOUS = 3;

  static final CertificateState EMPTY =
      new CertificateState(
          Optional.empty(), Optional.empty(), List.of(), Optional.empty(), List.of());

  CertificateState {
    previous = List.copyOf(previous);
    served = List.copyOf(served);
  }

  /** What belongs into the caBundle: former, present and coming authorities, each once. */
  List<X509Certificate> trusted() {
    return Stream.of(
            previous.stream(),
            current.map(CertifiedKey::certificate).stream(),
            next.map(CertifiedKey::certificate).stream())
        .flatMap(certificates -> certificates)
        .distinct()
        .toList();
  }

  /** Starts over with a new authority, keeping the trust in those that signed a leaf in use. */
  CertificateState startOver(CertifiedKey authority, Instant now) {
    var former = new LinkedHashSet<X509Certificate>();
    current.map(CertifiedKey::certificate).ifPresent(former::add);
    former.addAll(served);
    former.addAll(previous);
    List<X509Certificate> kept =
        former.stream()
            .filter(certificate -> certificate.getBasicConstraints() >= 0)
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
