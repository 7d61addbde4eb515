// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.signing.SigningException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
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
 * A service of RFC 3161. Its answers are checked against the request and against the certificate
 * they carry; whether that certificate is to be trusted is for who verifies.
 */
final class TimestampAuthority {
  private static final int NONCE_BITS = 64;

  private final ServiceCalls calls;
  private final RemoteService service;

  TimestampAuthority(ServiceCalls calls, URI url) {
    this.calls = calls;
    this.service =
        new RemoteService(
            "the timestamp authority", url, "try again later, or name another timestamp authority");
  }

  /**
   * A timestamp over SHA-256 of a signature.
   *
   * @param der the whole response, as bundles carry it
   * @param time what it states
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once
  record Timestamp(byte[] der, Instant time) {}

  /**
   * A timestamp of a signature by a certificate's key.
   *
   * @throws SigningException also when its time is not within the certificate's
   */
  byte[] stampWithin(X509Certificate certificate, byte[] signature) throws SigningException {
    Timestamp stamp = stamp(signature);
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (stamp.time().isBefore(from) || stamp.time().isAfter(to)) {
      throw new SigningException(
          "the timestamp's time %s is not within the certificate's, %s to %s; name a timestamp authority whose clock is right"
              .formatted(stamp.time(), from, to));
    }
    return stamp.der();
  }

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
        throw service.refusal("answers with more than a bundle may hold");
      }
      TimeStampResponse response = new TimeStampResponse(der);
      response.validate(request);
      TimeStampToken token = response.getTimeStampToken();
      if (token == null) {
        throw service.refusal(
            "gives no timestamp: " + String.valueOf(response.getStatusString()).strip());
      }
      checkSignature(token);
      return new Timestamp(der, token.getTimeStampInfo().getGenTime().toInstant());
    } catch (IOException | TSPException | RuntimeException e) {
      // Bouncy Castle's parsers throw what they please on bytes that are no ASN.1.
      throw service.refusal("answers with no timestamp over this signature", e);
    }
  }

  private void checkSignature(TimeStampToken token) throws SigningException, TSPException {
    List<X509CertificateHolder> signers =
        token.getCertificates().getMatches(null).stream().filter(token.getSID()::match).toList();
    if (signers.size() != 1) {
      throw service.refusal("answers with a timestamp without its signer's certificate");
    }
    try {
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signers.getFirst()));
    } catch (OperatorCreationException | java.security.cert.CertificateException e) {
      throw service.refusal("answers with a timestamp of a damaged certificate", e);
    }
  }
}
