package dev.modelsigning.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.bundle.VerificationMaterial.CertificateChain;
import dev.modelsigning.bundle.VerificationMaterial.PublicKeyHint;
import dev.modelsigning.bundle.VerificationMaterial.RawPublicKey;
import dev.modelsigning.bundle.VerificationMaterial.SigstoreMaterial;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Writes bundles the way the Python reference does. */
public final class BundleWriter {
  private BundleWriter() {}

  /**
   * The bundle as JSON in UTF-8.
   *
   * @throws IllegalArgumentException for Sigstore material, of which {@link BundleReader} keeps too
   *     little to write it again
   */
  public static byte[] write(Bundle bundle) {
    ObjectNode json = StrictJson.object();
    json.put("mediaType", bundle.mediaType());
    ObjectNode material = json.putObject("verificationMaterial");
    switch (bundle.material()) {
      case PublicKeyHint(String hint) -> material.putObject("publicKey").put("hint", hint);
      case RawPublicKey key -> material.putObject("publicKey").put("rawBytes", base64(key.bytes()));
      case CertificateChain chain -> {
        ArrayNode certificates =
            material.putObject("x509CertificateChain").putArray("certificates");
        chain.der().forEach(der -> certificates.addObject().put("rawBytes", base64(der)));
      }
      case SigstoreMaterial unused ->
          throw new IllegalArgumentException("Sigstore bundles are not written by this version");
    }
    material.putArray("tlogEntries");
    ObjectNode envelope = json.putObject("dsseEnvelope");
    envelope.put("payload", base64(bundle.envelope().payload()));
    envelope.put("payloadType", bundle.envelope().payloadType());
    ObjectNode signature = envelope.putArray("signatures").addObject();
    signature.put("sig", base64(bundle.envelope().signature()));
    signature.put("keyid", bundle.envelope().keyId());
    return StrictJson.write(json).getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
