// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Writes bundles as the Python reference does. */
public final class BundleWriter {
  private BundleWriter() {}

  /**
   * Writes a bundle as JSON in UTF-8.
   *
   * @throws IllegalArgumentException if a log entry is not valid JSON
   */
  public static byte[] write(Bundle bundle) {
    ObjectNode json = StrictJson.object();
    json.put("mediaType", bundle.mediaType());
    ObjectNode material = json.putObject("verificationMaterial");
    ArrayNode logEntries = StrictJson.object().arrayNode();
    switch (bundle.material()) {
      case PublicKeyHint(String hint) -> material.putObject("publicKey").put("hint", hint);
      case RawPublicKey key -> material.putObject("publicKey").put("rawBytes", base64(key.bytes()));
      case CertificateChain chain -> {
        ArrayNode certificates =
            material.putObject("x509CertificateChain").putArray("certificates");
        chain.der().forEach(der -> certificates.addObject().put("rawBytes", base64(der)));
      }
      case SigstoreMaterial sigstore -> {
        material.putObject("certificate").put("rawBytes", base64(sigstore.certificate()));
        sigstore.logEntries().forEach(entry -> logEntries.add(BundleReader.logEntry(entry)));
      }
    }
    material.set("tlogEntries", logEntries);
    writeTimestamps(material, bundle.material().timestamps());
    ObjectNode envelope = json.putObject("dsseEnvelope");
    envelope.put("payload", base64(bundle.envelope().payload()));
    envelope.put("payloadType", bundle.envelope().payloadType());
    ObjectNode signature = envelope.putArray("signatures").addObject();
    signature.put("sig", base64(bundle.envelope().signature()));
    signature.put("keyid", bundle.envelope().keyId());
    return StrictJson.write(json).getBytes(StandardCharsets.UTF_8);
  }

  private static void writeTimestamps(ObjectNode material, List<byte[]> timestamps) {
    if (timestamps.isEmpty()) {
      return;
    }
    ArrayNode list = material.putObject("timestampVerificationData").putArray("rfc3161Timestamps");
    timestamps.forEach(der -> list.addObject().put("signedTimestamp", base64(der)));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
