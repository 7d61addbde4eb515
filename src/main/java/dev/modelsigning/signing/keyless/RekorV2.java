// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.http.RemoteService;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.signing.SigningException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Rekor v2: entries of kind {@code hashedrekord} 0.0.2 over SHA-256 of the DSSE encoding, which is
 * how this log records DSSE. It does not state a time.
 */
final class RekorV2 implements SignatureLog {
  private static final String KIND = "hashedrekord";
  private static final String KIND_VERSION = "0.0.2";

  private final ServiceCalls calls;
  private final RemoteService service;

  RekorV2(ServiceCalls calls, URI base) {
    this.calls = calls;
    this.service = SignatureLog.service(base, "/api/v2/log/entries");
  }

  @Override
  public String log(DsseEnvelope envelope, X509Certificate certificate) throws SigningException {
    byte[] digest = envelope.signedDigest("SHA-256");
    byte[] der = Certificates.der(certificate);
    ServiceAnswer entry = calls.post(service, "", request(digest, envelope.signature(), der));
    byte[] entryBody = entry.at("canonicalizedBody").base64();
    checkBody(entryBody, digest, envelope.signature(), der);
    InclusionProof proof = proof(entry.at("inclusionProof"));
    proof.check(entryBody, service);
    byte[] logId = entry.at("logId", "keyId").base64();
    return SignatureLog.bounded(
        SignatureLog.entry(index(entry), logId, KIND, KIND_VERSION, proof, entryBody), service);
  }

  private static ObjectNode request(byte[] digest, byte[] signature, byte[] certificate) {
    ObjectNode request = StrictJson.object();
    ObjectNode hashed = request.putObject("hashedRekordRequestV002");
    hashed.put("digest", SignatureLog.base64(digest));
    ObjectNode signed =
        hashed.putObject("signature").put("content", SignatureLog.base64(signature));
    ObjectNode verifier = signed.putObject("verifier");
    verifier.putObject("x509Certificate").put("rawBytes", SignatureLog.base64(certificate));
    verifier.put("keyDetails", "PKIX_ECDSA_P256_SHA_256");
    return request;
  }

  private void checkBody(byte[] body, byte[] digest, byte[] signature, byte[] certificate)
      throws SigningException {
    ServiceAnswer entry = ServiceAnswer.of(service, body);
    ServiceAnswer spec = entry.at("spec", "hashedRekordV002");
    ServiceAnswer signed = spec.at("signature");
    boolean ours =
        entry.at("kind").text().equals(KIND)
            && entry.at("apiVersion").text().equals(KIND_VERSION)
            && spec.at("data", "algorithm").text().equals("SHA2_256")
            && MessageDigest.isEqual(spec.at("data", "digest").base64(), digest)
            && MessageDigest.isEqual(signed.at("content").base64(), signature)
            && MessageDigest.isEqual(
                signed.at("verifier", "x509Certificate", "rawBytes").base64(), certificate);
    if (!ours) {
      throw ServiceRefusal.of(service, "answers with an entry about another signature");
    }
  }

  /** Protocol buffers leave out members that are zero. */
  private static long index(ServiceAnswer json) throws SigningException {
    return json.has("logIndex") ? json.at("logIndex").number() : 0;
  }

  private static InclusionProof proof(ServiceAnswer json) throws SigningException {
    List<byte[]> path = new ArrayList<>();
    if (json.has("hashes")) {
      for (ServiceAnswer hash : json.at("hashes").elements()) {
        path.add(hash.base64());
      }
    }
    return new InclusionProof(
        index(json),
        json.at("treeSize").number(),
        json.at("rootHash").base64(),
        path,
        json.at("checkpoint", "envelope").text());
  }
}
