// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.EnvelopeSignature;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.SignatureScheme;
import dev.modelsigning.pki.SigningCertificate;
import dev.modelsigning.pki.Validity;
import dev.modelsigning.trust.sigstore.SigstoreRefusal.Check;
import dev.sigstore.fulcio.client.FulcioVerificationException;
import java.io.IOException;
import java.security.cert.CertPath;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks one keyless signature against a trusted root and an identity rule (OMS 1.0, 8.2, method
 * Sigstore): certificate, identity, signature, every log entry, every timestamp, and the
 * certificate's validity at each trusted time.
 */
public final class SigstoreCheck {
  private final TrustedRoot root;
  private final SignerIdentityRule rule;

  /**
   * Creates a check.
   *
   * @param root the Sigstore instance that certifies signers
   * @param rule the identities that may sign
   */
  public SigstoreCheck(TrustedRoot root, SignerIdentityRule rule) {
    this.root = root;
    this.rule = rule;
  }

  /**
   * The signature passed every check.
   *
   * @param certificate of the signer
   * @param identity of the signer, with the trusted times of the signature
   */
  public record Passed(X509Certificate certificate, SigstoreIdentity identity) {}

  /**
   * Checks a bundle.
   *
   * @throws SigstoreRefusal at the first check that fails
   */
  public Passed check(Bundle bundle, SigstoreMaterial material) throws SigstoreRefusal {
    byte[] der = material.certificate();
    X509Certificate leaf = leaf(der);
    SignatureScheme scheme = scheme(leaf);
    checkIssued(leaf);
    SigstoreIdentity claimed = identity(leaf);
    Optional<String> problem = rule.problemWith(claimed);
    if (problem.isPresent()) {
      throw new SigstoreRefusal(Check.IDENTITY, problem.get());
    }
    if (!EnvelopeSignature.isBy(leaf.getPublicKey(), scheme, bundle.envelope())) {
      throw new SigstoreRefusal(
          Check.SIGNATURE,
          "the signer is '%s', but the signature does not verify with the key of the certificate"
              .formatted(claimed.subject()));
    }
    List<LogEntryCheck.Entry> entries = entries(bundle, material, der);
    List<Instant> times = times(bundle, material, entries);
    checkValidAt(leaf, times);
    return new Passed(
        leaf, claimed.at(times, entries.stream().map(LogEntryCheck.Entry::index).toList()));
  }

  private static X509Certificate leaf(byte[] der) throws SigstoreRefusal {
    try {
      return Certificates.parse(der);
    } catch (CertificateException e) {
      throw new SigstoreRefusal(Check.CERTIFICATE, "the signer's certificate cannot be read", e);
    }
  }

  private static SignatureScheme scheme(X509Certificate leaf) throws SigstoreRefusal {
    Optional<String> problem = SigningCertificate.problemWithKeyless(leaf);
    if (problem.isPresent()) {
      throw new SigstoreRefusal(Check.CERTIFICATE, "the signer's certificate " + problem.get());
    }
    return SignatureScheme.ofSigner(leaf.getPublicKey()).orElseThrow();
  }

  private void checkIssued(X509Certificate leaf) throws SigstoreRefusal {
    try {
      CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf));
      // Verifies the chain at the leaf's notBefore, and the embedded certificate timestamp.
      root.certificates().verifySigningCertificate(path);
    } catch (FulcioVerificationException | IOException | CertificateException e) {
      throw new SigstoreRefusal(
          Check.CHAIN,
          "the signer's certificate is not issued by '%s': %s"
              .formatted(root.name(), e.getMessage()),
          e);
    }
  }

  private static SigstoreIdentity identity(X509Certificate leaf) throws SigstoreRefusal {
    try {
      return FulcioCertificate.identity(leaf);
    } catch (CertificateParsingException e) {
      throw new SigstoreRefusal(
          Check.CERTIFICATE, "the signer's certificate cannot be read: " + e.getMessage(), e);
    }
  }

  private List<LogEntryCheck.Entry> entries(Bundle bundle, SigstoreMaterial material, byte[] der)
      throws SigstoreRefusal {
    LogEntryCheck log = new LogEntryCheck(root, new LoggedSignature(bundle.envelope(), der));
    List<LogEntryCheck.Entry> entries = new ArrayList<>();
    for (String json : material.logEntries()) {
      entries.add(log.check(json));
    }
    return entries;
  }

  private List<Instant> times(
      Bundle bundle, SigstoreMaterial material, List<LogEntryCheck.Entry> entries)
      throws SigstoreRefusal {
    List<Instant> times = new ArrayList<>();
    entries.forEach(entry -> entry.time().ifPresent(times::add));
    for (byte[] timestamp : material.timestamps()) {
      switch (root.timestamps().check(timestamp, bundle.envelope().signature())) {
        case TimestampFinding.Trusted(Instant time) -> times.add(time);
        case TimestampFinding.Invalid(String why) ->
            throw new SigstoreRefusal(Check.TIMESTAMP, "a timestamp does not verify: " + why);
        case TimestampFinding.Untrusted ignored -> {}
      }
    }
    if (times.isEmpty()) {
      throw new SigstoreRefusal(
          Check.TIMESTAMP,
          "no log and no timestamp authority of '%s' states when the signature was made"
              .formatted(root.name()));
    }
    for (LogEntryCheck.Entry entry : entries) {
      if (!times.stream().allMatch(entry.validAt())) {
        throw new SigstoreRefusal(
            Check.LOG, "a log entry is signed with a key that was not valid at that time");
      }
    }
    return times;
  }

  private static void checkValidAt(X509Certificate leaf, List<Instant> times)
      throws SigstoreRefusal {
    Validity validity = Validity.of(leaf);
    for (Instant time : times) {
      if (!validity.includes(time)) {
        throw new SigstoreRefusal(
            Check.VALIDITY,
            "the signature was made at %s, but the signer's certificate was valid %s"
                .formatted(time, validity));
      }
    }
  }
}
