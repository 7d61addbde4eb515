// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.DsseEnvelope;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.cert.X509CertificateHolder;

/** Bodies of log entries as Rekor makes them canonical: members in the order of their names. */
public final class LogBodies {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private LogBodies() {}

  /** Kind {@code dsse} 0.0.1 of Rekor v1. */
  public static byte[] dsse(
      byte[] envelopeJson, DsseEnvelope envelope, X509CertificateHolder certificate) {
    ObjectNode body = MAPPER.createObjectNode();
    body.put("apiVersion", "0.0.1").put("kind", "dsse");
    ObjectNode spec = body.putObject("spec");
    hash(spec.putObject("envelopeHash"), envelopeJson);
    hash(spec.putObject("payloadHash"), envelope.payload());
    ObjectNode signature = spec.putArray("signatures").addObject();
    signature.put("signature", base64(envelope.signature()));
    String pem = TestPki.pem(certificate);
    signature.put("verifier", base64(pem.getBytes(StandardCharsets.UTF_8)));
    return bytes(body);
  }

  /** Kind {@code hashedrekord} 0.0.2 of Rekor v2, over a digest. */
  public static byte[] hashed(byte[] digest, byte[] signature, X509CertificateHolder certificate) {
    ObjectNode body = MAPPER.createObjectNode();
    body.put("apiVersion", "0.0.2").put("kind", "hashedrekord");
    ObjectNode spec = body.putObject("spec").putObject("hashedRekordV002");
    spec.putObject("data").put("algorithm", "SHA2_256").put("digest", base64(digest));
    ObjectNode of = spec.putObject("signature").put("content", base64(signature));
    ObjectNode verifier = of.putObject("verifier");
    verifier.put("keyDetails", "PKIX_ECDSA_P256_SHA_256");
    try {
      verifier.putObject("x509Certificate").put("rawBytes", base64(certificate.getEncoded()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes(body);
  }

  /** Kind {@code hashedrekord} 0.0.2 over the pre-authentication encoding of an envelope. */
  public static byte[] hashed(DsseEnvelope envelope, X509CertificateHolder certificate) {
    return hashed(MerkleTree.sha256(envelope.pae()), envelope.signature(), certificate);
  }

  private static void hash(ObjectNode node, byte[] bytes) {
    node.put("algorithm", "sha256");
    node.put("value", HexFormat.of().formatHex(MerkleTree.sha256(bytes)));
  }

  static byte[] bytes(ObjectNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
