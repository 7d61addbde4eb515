// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.IssuerKeys;
import dev.modelsigning.pki.TimestampTokens;
import dev.modelsigning.pki.Validity;
import dev.modelsigning.signing.SigningException;
import dev.modelsigning.text.Printable;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * A timestamp service (RFC 3161). Its answers are checked against the request and against the
 * certificate they carry; whether that certificate is trusted is up to the verifier.
 */
final class TimestampAuthority {
  private static final int NONCE_BITS = 64;

  private final ServiceCalls calls;
  private final RemoteService service;

  TimestampAuthority(ServiceCalls calls, URI url) {
    this.calls = calls;
    this.service =
        new RemoteService(
            "the timestamp authority", url, "try again later, or use another timestamp authority");
  }

  /**
   * A timestamp over SHA-256 of a signature.
   *
   * @param der the whole response, as bundles carry it
   * @param time the time that it states
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one call
  record Timestamp(byte[] der, Instant time) {}

  /**
   * Returns a timestamp of a signature by the key of a certificate.
   *
   * @throws SigningException also if the certificate is not valid at the time of the timestamp
   */
  byte[] stampWithin(X509Certificate certificate, byte[] signature) throws SigningException {
    Timestamp stamp = stamp(signature);
    Validity validity = Validity.of(certificate);
    if (!validity.includes(stamp.time())) {
      throw new SigningException(
          "the timestamp states %s, but the certificate is valid %s; use a timestamp authority whose clock is right"
              .formatted(stamp.time(), validity));
    }
    return stamp.der();
  }

  /** Returns a timestamp of a signature. */
  Timestamp stamp(byte[] signature) throws SigningException {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    TimeStampRequest request =
        generator.generate(
            TSPAlgorithms.SHA256,
            InclusionProof.sha256(signature),
            new BigInteger(NONCE_BITS, new SecureRandom()));
    try {
      byte[] der =
          calls.post(
              service,
              "application/timestamp-query",
              "application/timestamp-reply",
              "",
              request.getEncoded());
      if (der.length > BundleLimits.MAX_TIMESTAMP_BYTES) {
        throw ServiceRefusal.of(service, "answers with more than a bundle may contain");
      }
      TimeStampResponse response = new TimeStampResponse(der);
      response.validate(request);
      TimeStampToken token = response.getTimeStampToken();
      if (token == null) {
        throw ServiceRefusal.of(
            service,
            "refuses to issue a timestamp: "
                + Printable.shortened(String.valueOf(response.getStatusString()).strip()));
      }
      checkSignature(token);
      return new Timestamp(der, token.getTimeStampInfo().getGenTime().toInstant());
    } catch (IOException | TSPException | RuntimeException e) {
      // Bouncy Castle's parsers throw unchecked exceptions of many types on invalid ASN.1.
      throw ServiceRefusal.of(service, "does not answer with a timestamp of this signature", e);
    }
  }

  private void checkSignature(TimeStampToken token) throws SigningException, TSPException {
    List<X509CertificateHolder> signers =
        token.getCertificates().getMatches(null).stream().filter(token.getSID()::match).toList();
    if (signers.size() != 1) {
      throw ServiceRefusal.of(service, "answers with a timestamp without its signer's certificate");
    }
    Optional<String> problem = TimestampTokens.problemWith(token);
    if (problem.isPresent()) {
      throw ServiceRefusal.of(
          service, "answers with a timestamp that is not accepted: " + problem.get());
    }
    try {
      X509Certificate signer = Certificates.parse(signers.getFirst().getEncoded());
      if (!IssuerKeys.isAccepted(signer.getPublicKey())) {
        throw ServiceRefusal.of(
            service,
            "answers with a timestamp by a key that is not accepted; accepted are "
                + IssuerKeys.ACCEPTED);
      }
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
    } catch (OperatorCreationException | IOException | CertificateException e) {
      throw ServiceRefusal.of(service, "answers with a timestamp by an invalid certificate", e);
    }
  }
}
