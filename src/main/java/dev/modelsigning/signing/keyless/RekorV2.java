// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.keyless;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.signing.SigningException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Rekor v2: entries of kind {@code hashedrekord} 0.0.2 over SHA-256 of the DSSE encoding, which is
 * how that log takes DSSE. It tells no time.
 */
final class RekorV2 implements SignatureLog {
  private static final String KIND = "hashedrekord";
  private static final String KIND_VERSION = "0.0.2";

  private final ServiceCalls calls;
  private final RemoteService service;

  RekorV2(ServiceCalls calls, URI base) {
    this.calls = calls;
    this.service = SignatureLog.service("Rekor", base, "/api/v2/log/entries");
  }

  @Override
  public String log(DsseEnvelope envelope, X509Certificate certificate) throws SigningException {
    byte[] digest = InclusionProof.sha256(envelope.pae());
    byte[] der = RekorV1.encoded(certificate);
    byte[] body =
        calls.post(
            service,
            "application/json",
            "application/json",
            "",
            StrictJson.write(request(digest, envelope.signature(), der))
                .getBytes(StandardCharsets.UTF_8));
    ServiceAnswer entry = ServiceAnswer.of(service, body);
    byte[] entryBody = entry.at("canonicalizedBody").base64();
    checkBody(entryBody, digest, envelope.signature(), der);
    InclusionProof proof = proof(entry.at("inclusionProof"));
    proof.check(entryBody, service);
    ObjectNode json = StrictJson.object();
    json.put("logIndex", Long.toString(index(entry)));
    json.putObject("logId").put("keyId", base64(entry.at("logId", "keyId").base64()));
    json.putObject("kindVersion").put("kind", KIND).put("version", KIND_VERSION);
    proof.toJson(json.putObject("inclusionProof"));
    json.put("canonicalizedBody", base64(entryBody));
    return SignatureLog.bounded(StrictJson.write(json), service);
  }

  private static ObjectNode request(byte[] digest, byte[] signature, byte[] certificate) {
    ObjectNode request = StrictJson.object();
    ObjectNode hashed = request.putObject("hashedRekordRequestV002");
    hashed.put("digest", base64(digest));
    ObjectNode signed = hashed.putObject("signature").put("content", base64(signature));
    ObjectNode verifier = signed.putObject("verifier");
    verifier.putObject("x509Certificate").put("rawBytes", base64(certificate));
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
      throw service.refusal("answers with an entry about another signature");
    }
  }

  /** Protocol buffers leave members out that are zero. */
  private static long index(ServiceAnswer json) throws SigningException {
    return json.has("logIndex") ? json.at("logIndex").number() : 0;
  }

  private static InclusionProof proof(ServiceAnswer json) throws SigningException {
    List<byte[]> path = new ArrayList<>();
    if (json.has("hashes")) {
      ServiceAnswer hashes = json.at("hashes");
      for (int i = 0; i < hashes.size(); i++) {
        path.add(hashes.element(i).base64());
      }
    }
    return new InclusionProof(
        index(json),
        json.at("treeSize").number(),
        json.at("rootHash").base64(),
        path,
        json.at("checkpoint", "envelope").text());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
