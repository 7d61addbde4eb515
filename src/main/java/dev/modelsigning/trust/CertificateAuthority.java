// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.EnvelopeSignature;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.CertificatePaths;
import dev.modelsigning.pki.CertificatePurpose;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.pki.SignatureScheme;
import dev.modelsigning.pki.SigningCertificate;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.modelsigning.trust.sigstore.TimestampAuthorities;
import dev.modelsigning.trust.sigstore.TimestampFinding;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A certificate authority whose certificates may sign models (OMS 1.0, 8.2).
 *
 * <p>Only the configured certificates are trusted; those in a bundle at most complete a chain. A
 * configured self-signed certificate that may not issue certificates accepts only itself. The chain
 * must be valid now, by the clock, since a bundle may state any time. If timestamp authorities (RFC
 * 3161) are configured and a bundle has timestamps of theirs, the chain must be valid at those
 * times instead. Timestamps of other authorities are ignored, and one that does not verify is
 * refused.
 */
public final class CertificateAuthority implements Authority {
  private final String name;
  private final Set<X509Certificate> trusted;
  private final AllowedNames allowed;
  private final Optional<TimestampAuthorities> timestamps;
  private final String digest;
  private final boolean legacy;

  private CertificateAuthority(
      String name,
      Set<X509Certificate> trusted,
      AllowedNames allowed,
      List<String> timestampAuthorities)
      throws TrustMaterialException {
    this.name = name;
    this.trusted = trusted;
    this.allowed = allowed;
    // Bouncy Castle is loaded only if there are timestamp authorities.
    this.timestamps =
        timestampAuthorities.isEmpty()
            ? Optional.empty()
            : Optional.of(TimestampAuthorities.ofPem(timestampAuthorities));
    this.digest = AuthorityDigest.ofCertificates(trusted, allowed, timestampAuthorities);
    this.legacy = false;
  }

  private CertificateAuthority(CertificateAuthority same) {
    this.name = same.name;
    this.trusted = same.trusted;
    this.allowed = same.allowed;
    this.timestamps = same.timestamps;
    this.digest = AuthorityDigest.withLegacyBundles(same.digest);
    this.legacy = true;
  }

  /**
   * Creates an authority.
   *
   * @param caBundlePem one or more blocks {@code CERTIFICATE}, each a CA certificate or the
   *     self-signed certificate of a signer
   * @param subjectAltNames exact DNS names, URIs or e-mail addresses, of which a signer's
   *     certificate must have at least one; empty for any certificate of the CA
   * @throws TrustMaterialException if a certificate is neither, or there is none
   */
  public static CertificateAuthority of(
      String name, String caBundlePem, List<String> subjectAltNames) throws TrustMaterialException {
    return of(name, caBundlePem, AllowedNames.of(subjectAltNames, List.of()), List.of());
  }

  /**
   * Creates an authority that judges certificates at the time of timestamps.
   *
   * @param allowed the names of which a signer's certificate must have one
   * @param timestampAuthorities the PEM certificates of each timestamp authority, including a CA
   *     certificate; if there are others too, only those may sign for it
   * @throws TrustMaterialException also if one of these cannot be read or has no CA certificate
   */
  public static CertificateAuthority of(
      String name, String caBundlePem, AllowedNames allowed, List<String> timestampAuthorities)
      throws TrustMaterialException {
    Set<X509Certificate> trusted = CaBundle.read(name, caBundlePem);
    return new CertificateAuthority(name, trusted, allowed, timestampAuthorities);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public boolean acceptsLegacyBundles() {
    return legacy;
  }

  @Override
  public Optional<Instant> end() {
    return trusted.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .max(Instant::compareTo);
  }

  @Override
  public CertificateAuthority withLegacyBundles() {
    return legacy ? this : new CertificateAuthority(this);
  }

  @Override
  public AuthenticationResult authenticate(Bundle bundle, Clock clock) {
    return switch (bundle.material()) {
      case CertificateChain chain -> authenticate(bundle, chain, clock);
      case PublicKeyHint hint -> methodDiffers("a key");
      case RawPublicKey raw -> methodDiffers("a key");
      case SigstoreMaterial sigstore -> methodDiffers("a Sigstore identity");
    };
  }

  private AuthenticationResult authenticate(Bundle bundle, CertificateChain chain, Clock clock) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (byte[] der : chain.der().stream().limit(BundleLimits.MAX_CERTIFICATES).toList()) {
        certificates.add(Certificates.parse(der));
      }
      List<Instant> times = new ArrayList<>();
      Optional<NotAuthentic> refusal = addTimes(bundle, chain, times);
      return refusal.isPresent() ? refusal.get() : authenticate(bundle, certificates, times, clock);
    } catch (CertificateException e) {
      return new NotAuthentic(
          Reason.CERTIFICATE_INVALID, "a certificate of the bundle is invalid: " + e.getMessage());
    } catch (GeneralSecurityException | RuntimeException | StackOverflowError e) {
      // Whatever the JDK throws on hostile bytes is a refusal.
      return new NotAuthentic(
          Reason.CERTIFICATE_INVALID, "the chain cannot be checked: " + e.getMessage());
    }
  }

  /** Adds the times of timestamps by configured authorities; a refusal if one does not verify. */
  private Optional<NotAuthentic> addTimes(
      Bundle bundle, CertificateChain chain, List<Instant> times) {
    if (timestamps.isEmpty()) {
      return Optional.empty();
    }
    for (byte[] timestamp : chain.timestamps()) {
      switch (timestamps.get().check(timestamp, bundle.envelope().signature())) {
        case TimestampFinding.Trusted(Instant time) -> times.add(time);
        case TimestampFinding.Invalid(String why) -> {
          return Optional.of(
              new NotAuthentic(Reason.TIMESTAMP_INVALID, "a timestamp does not verify: " + why));
        }
        case TimestampFinding.Untrusted ignored -> {}
      }
    }
    return Optional.empty();
  }

  /** The chain must be valid at each of the times, since all of them are trusted; without, now. */
  private AuthenticationResult authenticate(
      Bundle bundle, List<X509Certificate> certificates, List<Instant> times, Clock now)
      throws GeneralSecurityException {
    X509Certificate leaf = certificates.getFirst();
    Optional<List<X509Certificate>> path = Optional.empty();
    List<Instant> all = times.isEmpty() ? List.of(now.instant()) : times;
    for (Clock time : all.stream().map(t -> Clock.fixed(t, ZoneOffset.UTC)).toList()) {
      CertificatePaths paths =
          new CertificatePaths(
              trusted,
              certificates.subList(1, certificates.size()),
              time,
              CertificatePurpose.CODE_SIGNING);
      path = paths.find(leaf);
      if (path.isEmpty()) {
        return refusal(leaf, paths.failure());
      }
    }
    return authenticate(bundle, leaf, path.orElseThrow(), !times.isEmpty());
  }

  private AuthenticationResult authenticate(
      Bundle bundle, X509Certificate leaf, List<X509Certificate> path, boolean stamped)
      throws GeneralSecurityException {
    Optional<String> problem = SigningCertificate.problemWith(leaf);
    if (problem.isPresent()) {
      return new NotAuthentic(
          Reason.CERTIFICATE_INVALID,
          "the certificate '%s' %s".formatted(leaf.getSubjectX500Principal(), problem.get()));
    }
    SignatureScheme scheme = SignatureScheme.ofSigner(leaf.getPublicKey()).orElseThrow();
    List<String> names = Certificates.subjectAltNames(leaf);
    if (!allowed.allow(leaf)) {
      return new NotAuthentic(
          Reason.NAME_NOT_ALLOWED,
          "the certificate is for %s, but '%s' allows only %s"
              .formatted(names, name, allowed.shown()));
    }
    if (!EnvelopeSignature.isBy(leaf.getPublicKey(), scheme, bundle.envelope())) {
      return new NotAuthentic(
          Reason.SIGNATURE_INVALID,
          "the certificate is accepted by '%s', but the signature does not verify with its key"
              .formatted(name));
    }
    Optional<Instant> end = stamped ? Optional.empty() : Optional.of(firstEnd(path));
    return new Authentic(facts(leaf, names, end));
  }

  private static Instant firstEnd(List<X509Certificate> path) {
    return path.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  private SignerFacts facts(X509Certificate leaf, List<String> names, Optional<Instant> end) {
    return new SignerFacts(
        name,
        SignerFacts.CERTIFICATE,
        KeyHint.of(leaf.getPublicKey()),
        Optional.of(leaf.getSubjectX500Principal().getName()),
        names,
        end);
  }

  private NotAuthentic refusal(X509Certificate leaf, Optional<CertPathValidatorException> failure) {
    String subject = leaf.getSubjectX500Principal().getName();
    if (failure.isEmpty()) {
      return new NotAuthentic(
          Reason.CHAIN_UNTRUSTED,
          "the certificate '%s' does not chain to a CA of '%s'".formatted(subject, name));
    }
    CertPathValidatorException e = failure.get();
    boolean outOfTime =
        e.getReason() == BasicReason.EXPIRED || e.getReason() == BasicReason.NOT_YET_VALID;
    return outOfTime
        ? new NotAuthentic(
            Reason.CERTIFICATE_EXPIRED,
            "the certificate '%s' or one of its issuers is not valid at the time of the signature or check: %s"
                .formatted(subject, e.getMessage()))
        : new NotAuthentic(
            Reason.CERTIFICATE_INVALID,
            "the chain of '%s' is not valid: %s".formatted(subject, e.getMessage()));
  }

  private NotAuthentic methodDiffers(String found) {
    return new NotAuthentic(
        Reason.METHOD_DIFFERS,
        "the bundle is signed with %s, but '%s' is a certificate authority".formatted(found, name));
  }
}
