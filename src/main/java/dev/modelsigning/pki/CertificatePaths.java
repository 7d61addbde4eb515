// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a path from a leaf to a configured certificate and validates it (RFC 5280) at the clock's
 * time. Certificates from the bundle only complete a path; those that do not fit are ignored.
 *
 * <p>The configured certificate is validated as part of the path, under a trust anchor made of its
 * issuer name and key: the JDK does not check the validity, path length and name constraints of an
 * anchor that is a certificate. {@link ChainRules} apply as well. Revocation is not checked.
 */
public final class CertificatePaths {
  /** The longest path, including leaf and root. */
  private static final int MAX_LENGTH = 10;

  /** The most issuers tried: hostile cross-signed chains must not multiply the work. */
  private static final int MAX_TRIED = 32;

  private final Set<X509Certificate> trusted;
  private final List<X509Certificate> offered;
  private final Clock clock;
  private final CertificatePurpose purpose;
  private int tried;
  private Optional<CertPathValidatorException> failure = Optional.empty();

  /**
   * Creates a search.
   *
   * @param trusted the configured certificates
   * @param offered certificates from the bundle, which are not trusted
   * @param clock the time at which a path must be valid
   * @param purpose what the leaf is used for
   */
  public CertificatePaths(
      Set<X509Certificate> trusted, List<X509Certificate> offered, Clock clock, CertificatePurpose purpose) {
    this.trusted = trusted;
    this.offered = offered;
    this.clock = clock;
    this.purpose = purpose;
  }

  /** The first valid path, leaf first, trusted certificate last. */
  public Optional<List<X509Certificate>> find(X509Certificate leaf)
      throws GeneralSecurityException {
    return extend(List.of(leaf));
  }

  /** Why the last path to a trusted certificate was refused; empty if no path leads to one. */
  public Optional<CertPathValidatorException> failure() {
    return failure;
  }

  private Optional<List<X509Certificate>> extend(List<X509Certificate> path)
      throws GeneralSecurityException {
    X509Certificate last = path.getLast();
    if (trusted.contains(last) && (path.size() > 1 || Certificates.isSelfIssued(last))) {
      return isValid(path) ? Optional.of(path) : Optional.empty();
    }
    if (path.size() == MAX_LENGTH) {
      return Optional.empty();
    }
    for (X509Certificate issuer : candidates(last, path)) {
      if (++tried > MAX_TRIED) {
        return Optional.empty();
      }
      if (signed(issuer, last)) {
        List<X509Certificate> longer = new ArrayList<>(path);
        longer.add(issuer);
        Optional<List<X509Certificate>> found = extend(longer);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private List<X509Certificate> candidates(X509Certificate last, List<X509Certificate> path) {
    List<X509Certificate> candidates = new ArrayList<>();
    trusted.stream().filter(Certificates::mayIssue).forEach(candidates::add);
    offered.stream().filter(offer -> !trusted.contains(offer)).forEach(candidates::add);
    candidates.removeIf(
        issuer ->
            path.contains(issuer)
                || !issuer.getSubjectX500Principal().equals(last.getIssuerX500Principal()));
    return candidates;
  }

  private static boolean signed(X509Certificate issuer, X509Certificate subject) {
    if (!IssuerKeys.isAccepted(issuer.getPublicKey()) || !SignatureAlgorithms.isKnown(subject)) {
      return false;
    }
    try {
      subject.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException | StackOverflowError e) {
      // Another key with the same name, or one that this Java platform does not support.
      return false;
    }
  }

  private boolean isValid(List<X509Certificate> path) throws GeneralSecurityException {
    X509Certificate top = path.getLast();
    List<X509Certificate> validated = path;
    TrustAnchor anchor = new TrustAnchor(top.getSubjectX500Principal(), top.getPublicKey(), null);
    if (!Certificates.isSelfIssued(top)) {
      // The issuer of a configured intermediate is not known, so it cannot be part of the path.
      // Its path length is checked here, and CertificateAuthority refuses name constraints.
      validated = path.subList(0, path.size() - 1);
    }
    PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(clock.instant()));
    CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(validated);
    try {
      if (!Certificates.isSelfIssued(top) && path.size() - 2 > top.getBasicConstraints()) {
        throw new CertPathValidatorException("the chain is longer than its CA allows");
      }
      top.checkValidity(Date.from(clock.instant()));
      CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
      Optional<String> problem = ChainRules.problemWith(path, purpose);
      if (problem.isPresent()) {
        throw new CertPathValidatorException(problem.get());
      }
      return true;
    } catch (CertPathValidatorException e) {
      failure = Optional.of(e);
    } catch (java.security.cert.CertificateExpiredException e) {
      failure = Optional.of(expired(e, certPath, BasicReason.EXPIRED));
    } catch (java.security.cert.CertificateNotYetValidException e) {
      failure = Optional.of(expired(e, certPath, BasicReason.NOT_YET_VALID));
    }
    return false;
  }

  private static CertPathValidatorException expired(
      GeneralSecurityException cause, CertPath path, BasicReason reason) {
    return new CertPathValidatorException(cause.getMessage(), cause, path, -1, reason);
  }
}
