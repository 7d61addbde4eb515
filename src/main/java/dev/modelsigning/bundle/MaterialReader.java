// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import dev.modelsigning.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads {@code verificationMaterial}: exactly one kind of signer (OMS 1.0, 4.1 and 11.1). */
final class MaterialReader {
  private static final String PUBLIC_KEY = "publicKey";
  private static final String CHAIN = "x509CertificateChain";
  private static final String CERTIFICATE = "certificate";

  private MaterialReader() {}

  static VerificationMaterial read(ObjectNode json) throws BundleFormatException {
    List<String> kinds = Stream.of(PUBLIC_KEY, CHAIN, CERTIFICATE).filter(json::has).toList();
    if (kinds.size() != 1) {
      throw new BundleFormatException(
          Reason.MATERIAL,
          "'verificationMaterial' contains %s, not exactly one of publicKey, x509CertificateChain and certificate"
              .formatted(kinds.isEmpty() ? "none" : String.join(" and ", kinds)));
    }
    String kind = kinds.getFirst();
    ObjectNode material = JsonMembers.object(json, kind, Reason.MATERIAL);
    return switch (kind) {
      case PUBLIC_KEY -> publicKey(material);
      case CHAIN -> new CertificateChain(chain(material), timestamps(json));
      case CERTIFICATE ->
          new SigstoreMaterial(certificate(material), logEntries(json), timestamps(json));
      default -> throw new IllegalStateException(kind);
    };
  }

  private static VerificationMaterial publicKey(ObjectNode json) throws BundleFormatException {
    if (present(json, "rawBytes")) {
      return new RawPublicKey(
          JsonMembers.bytes(json, "rawBytes", BundleLimits.MAX_KEY_BYTES, Reason.MATERIAL));
    }
    return new PublicKeyHint(
        present(json, "hint") ? JsonMembers.text(json, "hint", Reason.MATERIAL) : "");
  }

  private static List<byte[]> chain(ObjectNode json) throws BundleFormatException {
    List<ObjectNode> certificates =
        JsonMembers.objects(json, "certificates", BundleLimits.MAX_CERTIFICATES, Reason.MATERIAL);
    if (certificates.isEmpty()) {
      throw new BundleFormatException(
          Reason.MATERIAL, "'x509CertificateChain' contains no certificates");
    }
    List<byte[]> der = new ArrayList<>();
    for (ObjectNode certificate : certificates) {
      der.add(certificate(certificate));
    }
    return der;
  }

  private static byte[] certificate(ObjectNode json) throws BundleFormatException {
    return JsonMembers.bytes(json, "rawBytes", BundleLimits.MAX_CERTIFICATE_BYTES, Reason.MATERIAL);
  }

  private static List<String> logEntries(ObjectNode material) throws BundleFormatException {
    List<String> texts = new ArrayList<>();
    for (ObjectNode entry :
        JsonMembers.objects(
            material, "tlogEntries", BundleLimits.MAX_LOG_ENTRIES, Reason.MATERIAL)) {
      String text = StrictJson.write(entry);
      if (text.length() > BundleLimits.MAX_LOG_ENTRY) {
        throw new BundleFormatException(
            Reason.TOO_LARGE,
            "a log entry is longer than %d characters".formatted(BundleLimits.MAX_LOG_ENTRY));
      }
      texts.add(text);
    }
    if (texts.isEmpty()) {
      throw new BundleFormatException(
          Reason.MATERIAL, "a Sigstore bundle needs at least one entry in 'tlogEntries'");
    }
    return texts;
  }

  private static List<byte[]> timestamps(ObjectNode material) throws BundleFormatException {
    if (!present(material, "timestampVerificationData")) {
      return List.of();
    }
    ObjectNode data = JsonMembers.object(material, "timestampVerificationData", Reason.MATERIAL);
    List<byte[]> timestamps = new ArrayList<>();
    for (ObjectNode timestamp :
        JsonMembers.objects(
            data, "rfc3161Timestamps", BundleLimits.MAX_TIMESTAMPS, Reason.MATERIAL)) {
      timestamps.add(
          JsonMembers.bytes(
              timestamp, "signedTimestamp", BundleLimits.MAX_TIMESTAMP_BYTES, Reason.MATERIAL));
    }
    return timestamps;
  }

  private static boolean present(ObjectNode json, String member) {
    return !json.path(member).isMissingNode() && !json.path(member).isNull();
  }
}
