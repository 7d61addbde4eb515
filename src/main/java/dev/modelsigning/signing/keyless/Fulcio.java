// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.http.HttpUrl;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.signing.SigningException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Fulcio, which certifies the holder of an identity token for a few minutes (REST API v2). */
final class Fulcio {
  private static final String TIMESTAMP_LIST = "1.3.6.1.4.1.11129.2.4.2";

  private final ServiceCalls calls;
  private final RemoteService service;

  Fulcio(ServiceCalls calls, URI base) {
    this.calls = calls;
    this.service =
        new RemoteService(
            "Fulcio",
            HttpUrl.below(base, "/api/v2/signingCert"),
            "check the identity token, whether this Fulcio accepts its issuer, and the signing configuration");
  }

  /**
   * Returns a certificate for the key and the identity of the token: the first of the answer's
   * chain. It is for this key and has a certificate transparency timestamp, or is refused.
   */
  X509Certificate certify(KeyPair key, IdentityToken token) throws SigningException {
    ObjectNode request = StrictJson.object();
    byte[] pem = requestPem(key).getBytes(StandardCharsets.US_ASCII);
    request.put("certificateSigningRequest", Base64.getEncoder().encodeToString(pem));
    ServiceAnswer answer = calls.post(service, "Bearer " + token.text(), request);
    if (answer.has("signedCertificateDetachedSct")) {
      throw ServiceRefusal.of(
          service,
          "issues certificates without embedded transparency timestamps, which bundles cannot carry");
    }
    ServiceAnswer chain = answer.at("signedCertificateEmbeddedSct", "chain", "certificates");
    X509Certificate certificate = certificate(chain.first().text());
    if (!certificate.getPublicKey().equals(key.getPublic())) {
      throw ServiceRefusal.of(service, "answers with a certificate for another key");
    }
    if (certificate.getExtensionValue(TIMESTAMP_LIST) == null) {
      throw ServiceRefusal.of(
          service, "answers with a certificate without a transparency timestamp");
    }
    return certificate;
  }

  /** A certificate request proves possession of the key; its subject is ignored, and empty. */
  private static String requestPem(KeyPair key) throws SigningException {
    try {
      byte[] request =
          new JcaPKCS10CertificationRequestBuilder(new X500Name(new RDN[0]), key.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
              .getEncoded();
      return PemBlocks.write(PemBlocks.CERTIFICATE_REQUEST, request);
    } catch (OperatorCreationException | IOException e) {
      throw new SigningException("the certificate request cannot be created", e);
    }
  }

  private X509Certificate certificate(String pem) throws SigningException {
    try {
      List<byte[]> der = PemBlocks.labelled(PemBlocks.CERTIFICATE, pem);
      if (der.isEmpty() || der.getFirst().length > BundleLimits.MAX_CERTIFICATE_BYTES) {
        throw ServiceRefusal.of(
            service,
            "does not answer with a PEM certificate of at most %d bytes"
                .formatted(BundleLimits.MAX_CERTIFICATE_BYTES));
      }
      return Certificates.parse(der.getFirst());
    } catch (CertificateException | IllegalArgumentException e) {
      throw ServiceRefusal.of(service, "answers with an invalid certificate", e);
    }
  }
}
