// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.pki.SigningUse;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Signs with an EC private key and its certificate (OMS v1.0, method certificate). */
public final class CertificateSigner implements ModelSigner {
  private final SigningKey key;
  private final X509Certificate certificate;
  private final CertificateChain chain;

  private CertificateSigner(SigningKey key, X509Certificate certificate, CertificateChain chain) {
    this.key = key;
    this.certificate = certificate;
    this.chain = chain;
  }

  /**
   * A signer with a certificate.
   *
   * @param keyPem as in {@link KeySigner#ofPem}
   * @param certificatePem exactly one block {@code CERTIFICATE}, for that key
   * @param chainPem the certificates above it, in order, possibly none; self-issued roots are left
   *     out, since bundles must not carry them
   * @throws SigningException when the certificate is not the key's, or cannot be read
   */
  public static CertificateSigner of(
      String keyPem, Optional<char[]> password, String certificatePem, String chainPem)
      throws SigningException {
    return of(PrivateKeys.read(keyPem, password), certificatePem, chainPem);
  }

  public static CertificateSigner of(SigningKey key, String certificatePem, String chainPem)
      throws SigningException {
    List<X509Certificate> leaf = certificates(certificatePem, "signing certificate");
    if (leaf.size() != 1) {
      throw new SigningException(
          "the signing certificate's PEM has %d certificates, not exactly one; give those above it as chain"
              .formatted(leaf.size()));
    }
    if (!leaf.getFirst().getPublicKey().equals(key.publicKey())) {
      throw new SigningException("the signing certificate is not for the private key");
    }
    List<X509Certificate> all = new ArrayList<>(leaf);
    certificates(chainPem, "certificate chain").stream()
        .filter(certificate -> !isSelfIssued(certificate) && !all.contains(certificate))
        .forEach(all::add);
    if (all.size() > BundleLimits.MAX_CERTIFICATES) {
      throw new SigningException(
          "the chain has %d certificates; the limit is %d"
              .formatted(all.size(), BundleLimits.MAX_CERTIFICATES));
    }
    return new CertificateSigner(key, leaf.getFirst(), new CertificateChain(encoded(all)));
  }

  /**
   * This signer, when its certificate is for signing models, and valid at a time: no verifier takes
   * signatures of others. To be asked before a model is hashed.
   *
   * @throws SigningException when it is not
   */
  public CertificateSigner usableAt(Instant time) throws SigningException {
    Optional<String> unfit;
    try {
      unfit = SigningUse.problemWith(certificate);
    } catch (CertificateParsingException e) {
      throw new SigningException("the signing certificate's PEM is damaged", e);
    }
    if (unfit.isPresent()) {
      throw new SigningException(
          "the signing certificate %s, so no verifier would take it; have one issued with digitalSignature and codeSigning"
              .formatted(unfit.get()));
    }
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (time.isBefore(from) || time.isAfter(to)) {
      throw new SigningException(
          "the signing certificate is valid from %s to %s, and now it is %s; sign with one that is valid now"
              .formatted(from, to, time));
    }
    return this;
  }

  private static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private static List<X509Certificate> certificates(String pem, String what)
      throws SigningException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] der : PemBlocks.labelled("CERTIFICATE", pem)) {
        certificates.add(
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
      }
      return certificates;
    } catch (CertificateException | IllegalArgumentException e) {
      throw new SigningException("the %s's PEM is damaged".formatted(what), e);
    }
  }

  /** A certificate of a bundle that was just made. */
  public static X509Certificate parsed(byte[] der) throws SigningException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new SigningException("the signer's certificate is damaged", e);
    }
  }

  private static List<byte[]> encoded(List<X509Certificate> certificates) throws SigningException {
    List<byte[]> der = new ArrayList<>();
    try {
      for (X509Certificate certificate : certificates) {
        der.add(certificate.getEncoded());
      }
      return der;
    } catch (CertificateEncodingException e) {
      throw new SigningException("a certificate cannot be encoded", e);
    }
  }

  @Override
  public Bundle sign(String payloadType, byte[] payload) throws SigningException {
    return Bundle.of(
        chain, payloadType, payload, key.signBytes(DsseEnvelope.pae(payloadType, payload)));
  }
}
