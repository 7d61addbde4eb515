// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.json.StrictJson;
import dev.modelsigning.pki.PemBlocks;
import dev.modelsigning.trust.sigstore.SigstoreRefusal.Check;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Checks that the body of a log entry is about this envelope and certificate. A log only proves
 * that it contains the body.
 *
 * @param certificate of the signer, in DER
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one check
public record LoggedSignature(DsseEnvelope envelope, byte[] certificate) {
  private static final StrictJson JSON =
      new StrictJson(BundleLimits.MAX_LOG_ENTRY, 10_000, 16, BundleLimits.MAX_LOG_ENTRY);

  private static final Map<String, String> HASHES =
      Map.of("SHA2_256", "SHA-256", "SHA2_384", "SHA-384", "SHA2_512", "SHA-512");

  /**
   * Checks a body.
   *
   * @throws SigstoreRefusal if it is about anything else
   */
  void check(byte[] body) throws SigstoreRefusal {
    try {
      JsonNode json = JSON.read(body);
      String kind = json.path("kind").asText() + " " + json.path("apiVersion").asText();
      JsonNode spec = json.path("spec");
      boolean ours =
          switch (kind) {
            case "dsse 0.0.1" -> isDsse(spec);
            case "hashedrekord 0.0.2" -> isHashed(spec.path("hashedRekordV002"));
            default ->
                throw new SigstoreRefusal(
                    Check.LOG,
                    "a log entry has an unsupported kind; supported are dsse 0.0.1 and hashedrekord"
                        + " 0.0.2");
          };
      if (!ours) {
        throw new SigstoreRefusal(
            Check.LOG,
            "a log entry is about another payload, signature or certificate than the bundle's");
      }
    } catch (CharacterCodingException | JsonProcessingException | IllegalArgumentException e) {
      throw new SigstoreRefusal(Check.LOG, "the body of a log entry is invalid", e);
    }
  }

  /** Ignores the hash of the envelope as it was sent, since bundles do not preserve its JSON. */
  private boolean isDsse(JsonNode spec) {
    JsonNode hash = spec.path("payloadHash");
    JsonNode signatures = spec.path("signatures");
    if (!hash.path("algorithm").asText().equals("sha256") || signatures.size() != 1) {
      return false;
    }
    JsonNode only = signatures.path(0);
    String pem = new String(base64(only.path("verifier")), StandardCharsets.US_ASCII);
    List<byte[]> verifiers = PemBlocks.labelled(PemBlocks.CERTIFICATE, pem);
    return equal(HexFormat.of().parseHex(hash.path("value").asText()), envelope.payloadDigest())
        && equal(base64(only.path("signature")), envelope.signature())
        && verifiers.size() == 1
        && equal(verifiers.getFirst(), certificate);
  }

  private boolean isHashed(JsonNode spec) {
    String hash = HASHES.get(spec.path("data").path("algorithm").asText());
    JsonNode signature = spec.path("signature");
    return hash != null
        && equal(base64(spec.path("data").path("digest")), envelope.signedDigest(hash))
        && equal(base64(signature.path("content")), envelope.signature())
        && equal(
            base64(signature.path("verifier").path("x509Certificate").path("rawBytes")),
            certificate);
  }

  private static boolean equal(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }

  private static byte[] base64(JsonNode node) {
    return Base64.getDecoder().decode(node.asText());
  }
}
