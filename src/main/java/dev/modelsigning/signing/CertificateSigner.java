// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.ChainRehearsal;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.MaterialProblem;
import dev.modelsigning.pki.SigningCertificate;
import dev.modelsigning.pki.Validity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Signs with an EC private key and its certificate (OMS 1.0, method certificate). */
public final class CertificateSigner implements ModelSigner {
  private final SigningKey key;
  private final X509Certificate certificate;
  private final List<X509Certificate> given;
  private final CertificateChain chain;

  private CertificateSigner(
      SigningKey key,
      X509Certificate certificate,
      List<X509Certificate> given,
      CertificateChain chain) {
    this.key = key;
    this.certificate = certificate;
    this.given = List.copyOf(given);
    this.chain = chain;
  }

  /**
   * Creates a signer with a key in PEM.
   *
   * @param keyPem as in {@link KeySigner#ofPem}
   * @param certificatePem the certificate of that key, possibly with those of its issuers, as ACME
   *     clients write both into one file
   * @param chainPem the certificates of its issuers, possibly none; self-issued roots are left out,
   *     since bundles must not carry them
   * @throws SigningException if the certificate is not for the key, or cannot be read
   */
  public static CertificateSigner of(
      String keyPem, Optional<char[]> password, String certificatePem, String chainPem)
      throws SigningException {
    return of(PrivateKeys.read(keyPem, password), certificatePem, chainPem);
  }

  /**
   * The same with a key that may be kept elsewhere, such as on a token.
   *
   * @throws SigningException if the certificate is not for the key, or cannot be read
   */
  public static CertificateSigner of(SigningKey key, String certificatePem, String chainPem)
      throws SigningException {
    List<X509Certificate> given = certificates(certificatePem, "the signing certificate");
    X509Certificate leaf =
        given.stream()
            .filter(certificate -> certificate.getPublicKey().equals(key.publicKey()))
            .findFirst()
            .orElseThrow(
                () ->
                    new SigningException(
                        "the signing certificate is not for the private key; give the certificate of this key"));
    List<X509Certificate> others = new ArrayList<>(given);
    if (!chainPem.isBlank()) {
      others.addAll(certificates(chainPem, "the certificate chain"));
    }
    List<X509Certificate> chain = SigningChain.of(leaf, others);
    if (chain.size() > BundleLimits.MAX_CERTIFICATES) {
      throw new SigningException(
          "the chain has %d certificates; the limit is %d"
              .formatted(chain.size(), BundleLimits.MAX_CERTIFICATES));
    }
    return new CertificateSigner(
        key, leaf, others, new CertificateChain(chain.stream().map(Certificates::der).toList()));
  }

  /**
   * This signer, if its certificate may sign models and is valid at a time, and so are those that
   * are given of its issuers: no verifier accepts other signatures. Call it before hashing.
   *
   * @throws SigningException if it may not, or is not valid, or the chain is another's
   */
  public CertificateSigner usableAt(Instant time) throws SigningException {
    Optional<String> problem = SigningCertificate.problemWith(certificate);
    if (problem.isPresent()) {
      throw new SigningException(
          "the signing certificate %s, so no verifier would accept it; use one on P-256, P-384 or P-521 with digitalSignature and codeSigning, issued with SHA-2 or EdDSA"
              .formatted(problem.get()));
    }
    Validity validity = Validity.of(certificate);
    if (!validity.includes(time)) {
      throw new SigningException(
          "the signing certificate is valid %s, not now (%s); use one that is valid now"
              .formatted(validity, time));
    }
    Optional<String> unfit = SigningChain.problemWith(certificate, given, time);
    if (unfit.isPresent()) {
      throw new SigningException(
          "the chain of the signing certificate %s; give the certificates that lead from it to its root, or none"
              .formatted(unfit.get()));
    }
    Optional<MaterialProblem> rejected = ChainRehearsal.problemWith(certificate, given, time);
    if (rejected.isPresent()) {
      throw new SigningException("the signing certificate", rejected.get(), null);
    }
    return this;
  }

  /**
   * This signer, if the issuer of its certificate was given: who names a chain means to hand it
   * out, and verifiers that trust the root alone would miss it.
   *
   * @throws SigningException if it was not
   */
  public CertificateSigner withIssuer() throws SigningException {
    if (!Certificates.isSelfIssued(certificate)
        && given.stream()
            .noneMatch(
                other ->
                    other.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))) {
      throw new SigningException(
          "the certificate chain",
          new MaterialProblem(
              "has no certificate of '%s', which issued the signing certificate"
                  .formatted(certificate.getIssuerX500Principal()),
              "give the certificates that lead from that one to the root, or leave the chain out if"
                  + " verifiers trust it"),
          null);
    }
    return this;
  }

  private static List<X509Certificate> certificates(String pem, String what)
      throws SigningException {
    try {
      return Certificates.read(pem);
    } catch (KeyMaterialException e) {
      throw new SigningException(what, e.problem(), e);
    }
  }

  @Override
  public Bundle sign(String payloadType, byte[] payload) throws SigningException {
    return Bundle.of(
        chain, payloadType, payload, key.signBytes(DsseEnvelope.pae(payloadType, payload)));
  }
}
