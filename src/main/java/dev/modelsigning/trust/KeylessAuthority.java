package dev.modelsigning.trust;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.KeyHint;
import dev.modelsigning.bundle.SignatureScheme;
import dev.modelsigning.bundle.SigningUse;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.trust.AuthenticationResult.Authentic;
import dev.modelsigning.trust.AuthenticationResult.NotAuthentic;
import dev.modelsigning.trust.AuthenticationResult.Reason;
import dev.sigstore.fulcio.client.FulcioVerificationException;
import java.io.IOException;
import java.security.cert.CertPath;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Signers by identity, vouched for by a Sigstore (OMS v1.0, 8.2, method Sigstore).
 *
 * <p>The certificate is of the Sigstore's authority, logged, for code signing and for the identity
 * that is meant; the signature is by its key over the envelope's bytes; every log entry is in its
 * log and about this very signature; and at least one trusted time says when, each of them within
 * the certificate's few minutes. Whatever cannot be checked is refused.
 */
public final class KeylessAuthority implements Authority {
  private final String name;
  private final TrustedRoot root;
  private final SignerIdentityRule rule;

  /**
   * An authority.
   *
   * @param root of the Sigstore that vouches
   * @param rule who may sign
   */
  public KeylessAuthority(String name, TrustedRoot root, SignerIdentityRule rule) {
    this.name = name;
    this.root = root;
    this.rule = rule;
  }

  @Override
  public String name() {
    return name;
  }

  /** The clock is not asked: a certificate of minutes is judged at the time of the signature. */
  @Override
  public AuthenticationResult authenticate(Bundle bundle, Clock clock) {
    return switch (bundle.material()) {
      case SigstoreMaterial sigstore -> authenticate(bundle, sigstore);
      case CertificateChain chain -> methodDiffers("a certificate");
      case PublicKeyHint hint -> methodDiffers("a key");
      case RawPublicKey raw -> methodDiffers("a key");
    };
  }

  private NotAuthentic methodDiffers(String found) {
    return new NotAuthentic(
        Reason.METHOD_DIFFERS,
        "the bundle is signed with %s, but '%s' is a Sigstore identity".formatted(found, name));
  }

  private AuthenticationResult authenticate(Bundle bundle, SigstoreMaterial material) {
    try {
      return check(bundle, material);
    } catch (KeylessRefusal e) {
      return e.result();
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      // Nothing that a library throws on hostile bytes may pass for anything but a refusal.
      return new NotAuthentic(
          Reason.CERTIFICATE_INVALID,
          "the bundle cannot be checked against '%s': %s".formatted(root.name(), e));
    }
  }

  private Authentic check(Bundle bundle, SigstoreMaterial material) throws KeylessRefusal {
    byte[] der = material.certificate();
    X509Certificate leaf = leaf(der);
    SignatureScheme scheme = fit(leaf);
    checkIssued(leaf);
    SigstoreIdentity claimed = identity(leaf);
    Optional<String> problem = rule.problemWith(claimed);
    if (problem.isPresent()) {
      throw new KeylessRefusal(Reason.NAME_NOT_ALLOWED, problem.get());
    }
    if (!EnvelopeSignature.isBy(leaf.getPublicKey(), scheme, bundle.envelope())) {
      throw new KeylessRefusal(
          Reason.SIGNATURE_INVALID,
          "'%s' is the signer, but the signature is not by the certificate's key over these bytes"
              .formatted(claimed.subject()));
    }
    List<Instant> times = times(bundle, material, der);
    checkValidAt(leaf, times);
    return new Authentic(facts(leaf, claimed, times));
  }

  private static X509Certificate leaf(byte[] der) throws KeylessRefusal {
    try {
      return Certificates.parse(der);
    } catch (CertificateException e) {
      throw new KeylessRefusal(
          Reason.CERTIFICATE_INVALID, "the signer's certificate is damaged", e);
    }
  }

  private static SignatureScheme fit(X509Certificate leaf) throws KeylessRefusal {
    Optional<String> unfit;
    try {
      unfit = SigningUse.problemWith(leaf);
      List<String> extended = leaf.getExtendedKeyUsage();
      if (unfit.isEmpty() && (extended == null || !extended.contains(SigningUse.CODE_SIGNING))) {
        unfit = Optional.of("is not for code signing");
      }
    } catch (CertificateParsingException e) {
      throw new KeylessRefusal(
          Reason.CERTIFICATE_INVALID, "the signer's certificate is damaged", e);
    }
    if (!SignatureAlgorithms.isStrong(leaf)) {
      unfit =
          Optional.of("is signed with %s, not as usual with SHA-2".formatted(leaf.getSigAlgName()));
    }
    if (leaf.getBasicConstraints() >= 0) {
      unfit = Optional.of("is that of a CA");
    }
    if (unfit.isPresent()) {
      throw new KeylessRefusal(
          Reason.CERTIFICATE_INVALID, "the signer's certificate " + unfit.get());
    }
    return SignatureScheme.of(leaf.getPublicKey())
        .filter(known -> !known.isExperimental())
        .orElseThrow(
            () ->
                new KeylessRefusal(
                    Reason.CERTIFICATE_INVALID,
                    "the signer's key is not on P-256, P-384 or P-521"));
  }

  private void checkIssued(X509Certificate leaf) throws KeylessRefusal {
    try {
      CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
      // The chain at the leaf's notBefore, and the log's timestamp in the certificate.
      root.certificates().verifySigningCertificate(path);
    } catch (FulcioVerificationException | IOException | CertificateException e) {
      throw new KeylessRefusal(
          Reason.CHAIN_UNTRUSTED,
          "the signer's certificate is not one of '%s': %s".formatted(root.name(), e.getMessage()),
          e);
    }
  }

  private static SigstoreIdentity identity(X509Certificate leaf) throws KeylessRefusal {
    try {
      return FulcioCertificate.identity(leaf);
    } catch (CertificateParsingException e) {
      throw new KeylessRefusal(
          Reason.CERTIFICATE_INVALID,
          "the signer's certificate cannot be read: " + e.getMessage(),
          e);
    }
  }

  private List<Instant> times(Bundle bundle, SigstoreMaterial material, byte[] der)
      throws KeylessRefusal {
    LogEntryCheck log = new LogEntryCheck(root, new LoggedSignature(bundle.envelope(), der));
    List<LogEntryCheck.Entry> entries = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    for (String json : material.logEntries()) {
      LogEntryCheck.Entry entry = log.check(json);
      entries.add(entry);
      entry.time().ifPresent(times::add);
    }
    for (byte[] timestamp : material.timestamps()) {
      switch (root.timestamps().check(timestamp, bundle.envelope().signature())) {
        case TimestampFinding.Trusted(Instant time) -> times.add(time);
        case TimestampFinding.Invalid(String why) ->
            throw new KeylessRefusal(
                Reason.TIMESTAMP_INVALID, "a timestamp does not verify: " + why);
        case TimestampFinding.Foreign ignored -> {}
      }
    }
    if (times.isEmpty()) {
      throw new KeylessRefusal(
          Reason.TIMESTAMP_INVALID,
          "no log and no timestamp authority of '%s' says when it was signed"
              .formatted(root.name()));
    }
    for (LogEntryCheck.Entry entry : entries) {
      if (!times.stream().allMatch(entry.validAt())) {
        throw new KeylessRefusal(
            Reason.LOG_INVALID, "a log entry is by a key that the log did not use at that time");
      }
    }
    return times;
  }

  private static void checkValidAt(X509Certificate leaf, List<Instant> times)
      throws KeylessRefusal {
    Instant from = leaf.getNotBefore().toInstant();
    Instant to = leaf.getNotAfter().toInstant();
    for (Instant time : times) {
      if (time.isBefore(from) || time.isAfter(to)) {
        throw new KeylessRefusal(
            Reason.CERTIFICATE_EXPIRED,
            "it was signed at %s, but the signer's certificate was valid from %s to %s"
                .formatted(time, from, to));
      }
    }
  }

  private SignerFacts facts(X509Certificate leaf, SigstoreIdentity claimed, List<Instant> times) {
    return new SignerFacts(
        name,
        SignerFacts.SIGSTORE,
        KeyHint.of(leaf.getPublicKey()),
        Optional.empty(),
        List.of(claimed.subject()),
        Optional.empty(),
        Optional.of(claimed.at(times)));
  }
}
