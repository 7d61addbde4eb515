// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleLimits;
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

/** Fulcio, which certifies the holder of an identity token for some minutes (its REST API v2). */
final class Fulcio {
  private static final String TIMESTAMP_LIST = "1.3.6.1.4.1.11129.2.4.2";

  private final ServiceCalls calls;
  private final RemoteService service;

  Fulcio(ServiceCalls calls, URI base) {
    this.calls = calls;
    this.service =
        new RemoteService(
            "Fulcio",
            ServiceUrl.below(base, "/api/v2/signingCert"),
            "check the identity token, that this Fulcio takes its issuer, and the signing configuration");
  }

  /**
   * A certificate for the key, as the token names its holder. It is the first of the answer's
   * chain; it is for this key and has a certificate transparency timestamp, or is refused.
   */
  X509Certificate certify(KeyPair key, IdentityToken token) throws SigningException {
    ObjectNode request = StrictJson.object();
    byte[] pem = requestPem(key).getBytes(StandardCharsets.US_ASCII);
    request.put("certificateSigningRequest", Base64.getEncoder().encodeToString(pem));
    byte[] body =
        calls.post(
            service,
            "application/json",
            "application/json",
            "Bearer " + token.text(),
            StrictJson.write(request).getBytes(StandardCharsets.UTF_8));
    ServiceAnswer answer = ServiceAnswer.of(service, body);
    if (answer.has("signedCertificateDetachedSct")) {
      throw service.refusal(
          "issues certificates without embedded transparency timestamps, which bundles cannot carry");
    }
    ServiceAnswer chain = answer.at("signedCertificateEmbeddedSct", "chain", "certificates");
    X509Certificate certificate = certificate(chain.element(0).text());
    if (!certificate.getPublicKey().equals(key.getPublic())) {
      throw service.refusal("answers with a certificate for another key");
    }
    if (certificate.getExtensionValue(TIMESTAMP_LIST) == null) {
      throw service.refusal("answers with a certificate that has no transparency timestamp");
    }
    return certificate;
  }

  /** A signing request proves that the key is ours; its subject does not count, and is empty. */
  private static String requestPem(KeyPair key) throws SigningException {
    try {
      byte[] request =
          new JcaPKCS10CertificationRequestBuilder(new X500Name(new RDN[0]), key.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
              .getEncoded();
      return PemBlocks.write(PemBlocks.CERTIFICATE_REQUEST, request);
    } catch (OperatorCreationException | IOException e) {
      throw new SigningException("the certificate request cannot be made", e);
    }
  }

  private X509Certificate certificate(String pem) throws SigningException {
    try {
      List<byte[]> der = PemBlocks.labelled(PemBlocks.CERTIFICATE, pem);
      if (der.isEmpty() || der.getFirst().length > BundleLimits.MAX_CERTIFICATE_BYTES) {
        throw service.refusal(
            "answers with something that is no certificate in PEM of at most %d bytes"
                .formatted(BundleLimits.MAX_CERTIFICATE_BYTES));
      }
      return Certificates.parse(der.getFirst());
    } catch (CertificateException | IllegalArgumentException e) {
      throw service.refusal("answers with a damaged certificate", e);
    }
  }
}
