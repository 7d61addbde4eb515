// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.pki.Validity;
import dev.modelsigning.signing.SigningException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rekor v1: entries of kind {@code dsse} 0.0.1 with a time that the log signs. */
final class RekorV1 implements SignatureLog {
  private static final String KIND = "dsse";
  private static final String KIND_VERSION = "0.0.1";

  private final ServiceCalls calls;
  private final RemoteService service;

  RekorV1(ServiceCalls calls, URI base) {
    this.calls = calls;
    this.service = SignatureLog.service(base, "/api/v1/log/entries");
  }

  @Override
  public String log(DsseEnvelope envelope, X509Certificate certificate) throws SigningException {
    // The answer has one member, named after the entry's identifier.
    ServiceAnswer entry = calls.post(service, "", request(envelope, certificate)).only();
    byte[] entryBody = entry.at("body").base64();
    checkBody(entryBody, envelope, certificate);
    InclusionProof proof = proof(entry.at("verification", "inclusionProof"));
    proof.check(entryBody, service);
    long time = entry.at("integratedTime").number();
    checkTime(time, certificate);
    ObjectNode json =
        SignatureLog.entry(
            entry.at("logIndex").number(),
            entry.at("logID").hex(),
            KIND,
            KIND_VERSION,
            proof,
            entryBody);
    json.put("integratedTime", Long.toString(time));
    byte[] promise = entry.at("verification", "signedEntryTimestamp").base64();
    json.putObject("inclusionPromise").put("signedEntryTimestamp", SignatureLog.base64(promise));
    return SignatureLog.bounded(json, service);
  }

  private void checkTime(long epochSecond, X509Certificate certificate) throws SigningException {
    // The number may be larger than an Instant can represent.
    boolean isTime = epochSecond <= Instant.MAX.getEpochSecond();
    if (!isTime || !Validity.of(certificate).includes(Instant.ofEpochSecond(epochSecond))) {
      throw ServiceRefusal.of(
          service, "logs the signature at a time when the certificate is not valid");
    }
  }

  private static ObjectNode request(DsseEnvelope envelope, X509Certificate certificate) {
    ObjectNode signed = StrictJson.object();
    signed.put("payload", SignatureLog.base64(envelope.payload()));
    signed.put("payloadType", envelope.payloadType());
    ObjectNode signature = signed.putArray("signatures").addObject();
    signature.put("sig", SignatureLog.base64(envelope.signature()));
    signature.put("keyid", envelope.keyId());
    ObjectNode request = StrictJson.object();
    request.put("apiVersion", KIND_VERSION).put("kind", KIND);
    ObjectNode content = request.putObject("spec").putObject("proposedContent");
    content.put("envelope", StrictJson.write(signed));
    content
        .putArray("verifiers")
        .add(
            SignatureLog.base64(Certificates.pem(certificate).getBytes(StandardCharsets.US_ASCII)));
    return request;
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
                spec.at("payloadHash", "value").hex(), envelope.payloadDigest())
            && MessageDigest.isEqual(signature.at("signature").base64(), envelope.signature())
            && isFor(signature.at("verifier").base64(), certificate);
    if (!ours) {
      throw ServiceRefusal.of(service, "answers with an entry about another signature");
    }
  }

  private boolean isFor(byte[] pem, X509Certificate certificate) throws SigningException {
    try {
      List<byte[]> found =
          PemBlocks.labelled(PemBlocks.CERTIFICATE, new String(pem, StandardCharsets.ISO_8859_1));
      return found.size() == 1
          && MessageDigest.isEqual(found.getFirst(), Certificates.der(certificate));
    } catch (IllegalArgumentException e) {
      throw ServiceRefusal.of(service, "answers with a certificate that is not valid PEM", e);
    }
  }

  private static InclusionProof proof(ServiceAnswer json) throws SigningException {
    List<byte[]> path = new ArrayList<>();
    for (ServiceAnswer hash : json.at("hashes").elements()) {
      path.add(hash.hex());
    }
    return new InclusionProof(
        json.at("logIndex").number(),
        json.at("treeSize").number(),
        json.at("rootHash").hex(),
        path,
        json.at("checkpoint").text());
  }
}
