package dev.modelsigning.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.BundleFormatException.Reason;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
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
      case CHAIN -> chain(material);
      case CERTIFICATE -> new SigstoreMaterial(certificate(material), logEntries(json));
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

  private static VerificationMaterial chain(ObjectNode json) throws BundleFormatException {
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
    return new CertificateChain(der);
  }

  private static byte[] certificate(ObjectNode json) throws BundleFormatException {
    return JsonMembers.bytes(json, "rawBytes", BundleLimits.MAX_CERTIFICATE_BYTES, Reason.MATERIAL);
  }

  private static int logEntries(ObjectNode material) throws BundleFormatException {
    if (!(material.path("tlogEntries") instanceof ArrayNode entries) || entries.isEmpty()) {
      throw new BundleFormatException(
          Reason.MATERIAL, "a Sigstore bundle has at least one entry in 'tlogEntries'");
    }
    return entries.size();
  }

  private static boolean present(ObjectNode json, String member) {
    return !json.path(member).isMissingNode() && !json.path(member).isNull();
  }
}
