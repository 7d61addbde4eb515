// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    envelope.put("payload", BundleShell.MARK);
    envelope.put("payloadType", bundle.envelope().payloadType());
    ObjectNode signature = envelope.putArray("signatures").addObject();
    signature.put("sig", base64(bundle.envelope().signature()));
    signature.put("keyid", bundle.envelope().keyId());
    return withPayload(
        StrictJson.write(json).getBytes(StandardCharsets.UTF_8), bundle.envelope().content());
  }

  /** One array of the right size, since a payload may have hundreds of megabytes. */
  private static byte[] withPayload(byte[] json, Payload payload) {
    byte[] mark = ("\"" + BundleShell.MARK + "\"").getBytes(StandardCharsets.UTF_8);
    int at = indexOf(json, mark) + 1;
    int rest = at + mark.length - 2;
    long encoded = (payload.length() + 2) / 3 * 4;
    byte[] whole = new byte[Math.toIntExact(at + encoded + json.length - rest)];
    System.arraycopy(json, 0, whole, 0, at);
    int end = at;
    byte[] buffer = new byte[3 << 14];
    try (InputStream in = payload.open()) {
      for (int read = in.readNBytes(buffer, 0, buffer.length);
          read > 0;
          read = in.readNBytes(buffer, 0, buffer.length)) {
        byte[] text = Base64.getEncoder().encode(Arrays.copyOf(buffer, read));
        System.arraycopy(text, 0, whole, end, text.length);
        end += text.length;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the payload cannot be read", e);
    }
    System.arraycopy(json, rest, whole, end, json.length - rest);
    return whole;
  }

  /** The mark stands where the envelope is, which is last: its text is nowhere else in a bundle. */
  private static int indexOf(byte[] json, byte[] mark) {
    for (int at = json.length - mark.length; ; at--) {
      if (Arrays.equals(json, at, at + mark.length, mark, 0, mark.length)) {
        return at;
      }
    }
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
