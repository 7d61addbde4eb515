// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.signing.SigningException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Rekor v1: entries of kind {@code dsse} 0.0.1, whose time the log promises. */
final class RekorV1 implements SignatureLog {
  private static final String KIND = "dsse";
  private static final String KIND_VERSION = "0.0.1";

  private final ServiceCalls calls;
  private final RemoteService service;

  RekorV1(ServiceCalls calls, URI base) {
    this.calls = calls;
    this.service = SignatureLog.service("Rekor", base, "/api/v1/log/entries");
  }

  @Override
  public String log(DsseEnvelope envelope, X509Certificate certificate) throws SigningException {
    byte[] body =
        calls.post(
            service,
            "application/json",
            "application/json",
            "",
            StrictJson.write(request(envelope, certificate)).getBytes(StandardCharsets.UTF_8));
    // The answer has one member, named by the entry's identifier.
    ServiceAnswer entry = ServiceAnswer.of(service, body).only();
    byte[] entryBody = entry.at("body").base64();
    checkBody(entryBody, envelope, certificate);
    InclusionProof proof = proof(entry.at("verification", "inclusionProof"));
    proof.check(entryBody, service);
    long time = entry.at("integratedTime").number();
    if (!isWithin(certificate, time)) {
      throw service.refusal("logged the signature at a time when the certificate is not valid");
    }
    ObjectNode json = StrictJson.object();
    json.put("logIndex", Long.toString(entry.at("logIndex").number()));
    json.putObject("logId").put("keyId", base64(entry.at("logID").hex()));
    json.putObject("kindVersion").put("kind", KIND).put("version", KIND_VERSION);
    json.put("integratedTime", Long.toString(time));
    byte[] promise = entry.at("verification", "signedEntryTimestamp").base64();
    json.putObject("inclusionPromise").put("signedEntryTimestamp", base64(promise));
    proof.toJson(json.putObject("inclusionProof"));
    json.put("canonicalizedBody", base64(entryBody));
    return SignatureLog.bounded(StrictJson.write(json), service);
  }

  private static boolean isWithin(X509Certificate certificate, long epochSecond) {
    return epochSecond >= certificate.getNotBefore().toInstant().getEpochSecond()
        && epochSecond <= certificate.getNotAfter().toInstant().getEpochSecond();
  }

  private static ObjectNode request(DsseEnvelope envelope, X509Certificate certificate)
      throws SigningException {
    ObjectNode signed = StrictJson.object();
    signed.put("payload", base64(envelope.payload()));
    signed.put("payloadType", envelope.payloadType());
    ObjectNode signature = signed.putArray("signatures").addObject();
    signature.put("sig", base64(envelope.signature()));
    signature.put("keyid", envelope.keyId());
    ObjectNode request = StrictJson.object();
    request.put("apiVersion", KIND_VERSION).put("kind", KIND);
    ObjectNode content = request.putObject("spec").putObject("proposedContent");
    content.put("envelope", StrictJson.write(signed));
    content.putArray("verifiers").add(base64(pem(certificate).getBytes(StandardCharsets.US_ASCII)));
    return request;
  }

  private static String pem(X509Certificate certificate) throws SigningException {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded(certificate))
        + "\n-----END CERTIFICATE-----\n";
  }

  static byte[] encoded(X509Certificate certificate) throws SigningException {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new SigningException("the certificate cannot be encoded", e);
    }
  }

  private void checkBody(byte[] body, DsseEnvelope envelope, X509Certificate certificate)
      throws SigningException {
    ServiceAnswer entry = ServiceAnswer.of(service, body);
    ServiceAnswer spec = entry.at("spec");
    ServiceAnswer signature = spec.at("signatures").only();
    boolean ours =
        entry.at("kind").text().equals(KIND)
            && entry.at("apiVersion").text().equals(KIND_VERSION)
            && spec.at("payloadHash", "algorithm").text().equals("sha256")
            && MessageDigest.isEqual(
                spec.at("payloadHash", "value").hex(), InclusionProof.sha256(envelope.payload()))
            && MessageDigest.isEqual(signature.at("signature").base64(), envelope.signature())
            && isFor(signature.at("verifier").base64(), certificate);
    if (!ours) {
      throw service.refusal("answers with an entry about another signature");
    }
  }

  private boolean isFor(byte[] pem, X509Certificate certificate) throws SigningException {
    try {
      List<byte[]> found =
          PemBlocks.labelled("CERTIFICATE", new String(pem, StandardCharsets.ISO_8859_1));
      return found.size() == 1 && MessageDigest.isEqual(found.getFirst(), encoded(certificate));
    } catch (IllegalArgumentException e) {
      throw service.refusal("answers with a damaged certificate", e);
    }
  }

  private static InclusionProof proof(ServiceAnswer json) throws SigningException {
    ServiceAnswer hashes = json.at("hashes");
    List<byte[]> path = new ArrayList<>();
    for (int i = 0; i < hashes.size(); i++) {
      path.add(hashes.element(i).hex());
    }
    return new InclusionProof(
        json.at("logIndex").number(),
        json.at("treeSize").number(),
        json.at("rootHash").hex(),
        path,
        json.at("checkpoint").text());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
