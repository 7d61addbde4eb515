// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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

/** The member {@code verificationMaterial}: exactly one kind of signer (OMS v1.0, 4.1, 11.1). */
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
          "'verificationMaterial' holds %s, not exactly one of publicKey, x509CertificateChain, certificate"
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
    if (!(json.path("certificates") instanceof ArrayNode certificates) || certificates.isEmpty()) {
      throw new BundleFormatException(
          Reason.MATERIAL, "'x509CertificateChain' holds no list of certificates");
    }
    if (certificates.size() > BundleLimits.MAX_CERTIFICATES) {
      throw new BundleFormatException(
          Reason.TOO_LARGE,
          "the chain has %d certificates; the limit is %d"
              .formatted(certificates.size(), BundleLimits.MAX_CERTIFICATES));
    }
    List<byte[]> der = new ArrayList<>();
    for (JsonNode element : certificates) {
      if (!(element instanceof ObjectNode object)) {
        throw new BundleFormatException(Reason.MATERIAL, "a certificate is no object");
      }
      der.add(certificate(object));
    }
    return der;
  }

  private static byte[] certificate(ObjectNode json) throws BundleFormatException {
    return JsonMembers.bytes(json, "rawBytes", BundleLimits.MAX_CERTIFICATE_BYTES, Reason.MATERIAL);
  }

  private static List<String> logEntries(ObjectNode material) throws BundleFormatException {
    if (!(material.path("tlogEntries") instanceof ArrayNode entries) || entries.isEmpty()) {
      throw new BundleFormatException(
          Reason.MATERIAL, "a Sigstore bundle has at least one entry in 'tlogEntries'");
    }
    if (entries.size() > BundleLimits.MAX_LOG_ENTRIES) {
      throw new BundleFormatException(
          Reason.TOO_LARGE,
          "there are %d log entries; the limit is %d"
              .formatted(entries.size(), BundleLimits.MAX_LOG_ENTRIES));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode entry : entries) {
      String text = entry instanceof ObjectNode object ? StrictJson.write(object) : "";
      if (text.isEmpty() || text.length() > BundleLimits.MAX_LOG_ENTRY) {
        throw new BundleFormatException(
            Reason.MATERIAL,
            "a log entry is no object of at most %d characters"
                .formatted(BundleLimits.MAX_LOG_ENTRY));
      }
      texts.add(text);
    }
    return texts;
  }

  private static List<byte[]> timestamps(ObjectNode material) throws BundleFormatException {
    if (!present(material, "timestampVerificationData")) {
      return List.of();
    }
    ObjectNode data = JsonMembers.object(material, "timestampVerificationData", Reason.MATERIAL);
    if (!present(data, "rfc3161Timestamps")) {
      return List.of();
    }
    if (!(data.path("rfc3161Timestamps") instanceof ArrayNode list)
        || list.size() > BundleLimits.MAX_TIMESTAMPS) {
      throw new BundleFormatException(
          Reason.MATERIAL,
          "'rfc3161Timestamps' is no list of at most %d timestamps"
              .formatted(BundleLimits.MAX_TIMESTAMPS));
    }
    List<byte[]> timestamps = new ArrayList<>();
    for (JsonNode element : list) {
      if (!(element instanceof ObjectNode object)) {
        throw new BundleFormatException(Reason.MATERIAL, "a timestamp is no object");
      }
      timestamps.add(
          JsonMembers.bytes(
              object, "signedTimestamp", BundleLimits.MAX_TIMESTAMP_BYTES, Reason.MATERIAL));
    }
    return timestamps;
  }

  private static boolean present(ObjectNode json, String member) {
    return !json.path(member).isMissingNode() && !json.path(member).isNull();
  }
}
