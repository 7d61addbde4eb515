// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import dev.modelsigning.pki.Certificates;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides the next step for the webhook's certificates and applies it to a {@link
 * CertificateState}. It is stateless: all times are read from the certificates, so an operator that
 * was down for any time continues from the Secrets.
 *
 * <p>In a planned change of authority the API server always trusts what is served: the next
 * authority is announced (trusted, unused), then promoted with a new leaf, and the previous one is
 * retired an overlap later.
 */
final class CertificateRotation {
  private final RotationPolicy policy;
  private final CertificateMint mint;

  CertificateRotation(RotationPolicy policy, CertificateMint mint) {
    this.policy = policy;
    this.mint = mint;
  }

  RotationStep plan(CertificateState state, Instant now) {
    Optional<CertifiedKey> current = usable(state.current(), now);
    Optional<CertifiedKey> next = usable(state.next(), now);
    if (next.isPresent() && (current.isEmpty() || announced(next.get(), now))) {
      return new RotationStep.PromoteAuthority();
    }
    if (current.isEmpty()) {
      return new RotationStep.StartOver("there is no usable authority");
    }
    CertifiedKey authority = current.get();
    if (next.isEmpty() && !now.isBefore(authorityRenewalAt(authority))) {
      return new RotationStep.AnnounceAuthority("the authority expires at " + authority.notAfter());
    }
    Optional<String> fault = leafFault(state.leaf(), authority, now);
    if (fault.isPresent()) {
      return new RotationStep.RotateLeaf(fault.get());
    }
    CertifiedKey leaf = state.leaf().orElseThrow();
    if (!state.previous().isEmpty() && !now.isBefore(retirementAt(leaf))) {
      return new RotationStep.RetireAuthorities();
    }
    return new RotationStep.Keep(nextCheck(state, authority, leaf));
  }

  CertificateState apply(RotationStep step, CertificateState state, Instant now) {
    return switch (step) {
      case RotationStep.Keep _ -> state;
      case RotationStep.StartOver _ ->
          state.startOver(mint.authority(now, policy.authorityLifetime()), now);
      case RotationStep.AnnounceAuthority _ ->
          state.announce(mint.authority(now, policy.authorityLifetime()));
      case RotationStep.PromoteAuthority _ -> state.promote();
      case RotationStep.RotateLeaf _ ->
          state.serve(mint.leaf(state.current().orElseThrow(), now, policy.leafLifetime()));
      case RotationStep.RetireAuthorities _ -> state.retire();
    };
  }

  private Optional<String> leafFault(
      Optional<CertifiedKey> leaf, CertifiedKey authority, Instant now) {
    if (leaf.isEmpty()) {
      return Optional.of("there is no usable serving certificate");
    }
    CertifiedKey pair = leaf.get();
    if (!pair.issuedBy(authority)) {
      return Optional.of("the serving certificate was issued by a different authority");
    }
    if (!pair.validAt(now)
        || (canBeRenewed(pair, authority) && !now.isBefore(leafRenewalAt(pair)))) {
      return Optional.of("the serving certificate expires at " + pair.notAfter());
    }
    if (!names(pair.certificate()).equals(mint.serverNames())) {
      return Optional.of("the serving certificate has different DNS names");
    }
    return Optional.empty();
  }

  private Instant nextCheck(CertificateState state, CertifiedKey authority, CertifiedKey leaf) {
    List<Instant> times = new ArrayList<>();
    times.add(canBeRenewed(leaf, authority) ? leafRenewalAt(leaf) : leaf.notAfter());
    times.add(state.next().map(this::announcedAt).orElseGet(() -> authorityRenewalAt(authority)));
    if (!state.previous().isEmpty()) {
      times.add(retirementAt(leaf));
    }
    return times.stream().min(Instant::compareTo).orElseThrow();
  }

  /** A leaf that expires with its authority is renewed by the next authority. */
  private static boolean canBeRenewed(CertifiedKey leaf, CertifiedKey authority) {
    return leaf.notAfter().isBefore(authority.notAfter());
  }

  private static Optional<CertifiedKey> usable(Optional<CertifiedKey> authority, Instant now) {
    return authority.filter(pair -> pair.isAuthority() && pair.validAt(now));
  }

  private boolean announced(CertifiedKey next, Instant now) {
    return !now.isBefore(announcedAt(next));
  }

  private Instant announcedAt(CertifiedKey next) {
    return next.issuedAt().plus(policy.announcement());
  }

  private Instant retirementAt(CertifiedKey leaf) {
    return leaf.issuedAt().plus(policy.overlap());
  }

  private Instant leafRenewalAt(CertifiedKey leaf) {
    return leaf.notAfter().minus(policy.leafRenewal());
  }

  private Instant authorityRenewalAt(CertifiedKey authority) {
    return authority.notAfter().minus(policy.authorityRenewal());
  }

  /** The only names that the mint gives are DNS names; a certificate with others is replaced. */
  private static List<String> names(X509Certificate certificate) {
    try {
      return Certificates.subjectAltNames(certificate);
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
