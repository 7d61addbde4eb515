// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.bundle.Bundle;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.http.HttpUrl;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * Signs with the identity in a token (OMS 1.0, method Sigstore). Each signature uses a new key,
 * which Fulcio certifies for minutes; within them the signature is timestamped and logged, and the
 * key is then discarded.
 *
 * <p>The answers of the services are checked as far as possible without trusting them: the
 * certificate is for the key, every log entry is about the signature and in its tree, every
 * timestamp is over the signature, and the certificate is valid at all times. So a broken service
 * causes an error here, not a bundle that fails later.
 */
public final class KeylessSigner implements ModelSigner {
  private final Fulcio fulcio;
  private final IdentityTokens tokens;
  private final List<TimestampAuthority> timestamps;
  private final List<SignatureLog> logs;

  private KeylessSigner(SigningServices services, IdentityTokens tokens, ServiceCalls calls) {
    this.fulcio = new Fulcio(calls, services.certificates());
    this.tokens = tokens;
    this.timestamps =
        services.timestamps().stream().map(url -> new TimestampAuthority(calls, url)).toList();
    this.logs = services.logs().stream().map(log -> SignatureLog.of(log, calls)).toList();
  }

  /**
   * Creates a signer.
   *
   * @param tokens asked once for every signature
   * @throws SigningException if the token would be sent over http to another machine
   */
  public static KeylessSigner of(
      SigningServices services, IdentityTokens tokens, ServiceCalls calls) throws SigningException {
    if (HttpUrl.isReadableInTransit(services.certificates())) {
      throw new SigningException(
          "the identity token would be readable in transit to %s; use a Fulcio with https"
              .formatted(services.certificates()));
    }
    return new KeylessSigner(services, tokens, calls);
  }

  /** Creates a signer that also sends its token over http, for Sigstore instances in a cluster. */
  public static KeylessSigner overPlainHttpUnsafe(
      SigningServices services, IdentityTokens tokens, ServiceCalls calls) {
    return new KeylessSigner(services, tokens, calls);
  }

  @Override
  public Bundle sign(String payloadType, byte[] payload) throws SigningException {
    IdentityToken token = tokens.token();
    KeyPair key = newKey();
    X509Certificate certificate = fulcio.certify(key, token);
    DsseEnvelope envelope =
        new DsseEnvelope(
            payloadType, payload, signature(key, DsseEnvelope.pae(payloadType, payload)));
    List<byte[]> stamps = new ArrayList<>();
    for (TimestampAuthority authority : timestamps) {
      stamps.add(authority.stampWithin(certificate, envelope.signature()));
    }
    List<String> entries = new ArrayList<>();
    for (SignatureLog log : logs) {
      entries.add(log.log(envelope, certificate));
    }
    return new Bundle(
        Bundle.MEDIA_TYPE,
        new SigstoreMaterial(Certificates.der(certificate), entries, stamps),
        envelope);
  }

  private static KeyPair newKey() throws SigningException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new SigningException("this Java platform does not support P-256; use another one", e);
    }
  }

  private static byte[] signature(KeyPair key, byte[] pae) throws SigningException {
    try {
      Signature ecdsa = Signature.getInstance("SHA256withECDSA");
      ecdsa.initSign(key.getPrivate());
      ecdsa.update(pae);
      return ecdsa.sign();
    } catch (GeneralSecurityException e) {
      throw new SigningException("signing with the ephemeral key failed", e);
    }
  }
}
