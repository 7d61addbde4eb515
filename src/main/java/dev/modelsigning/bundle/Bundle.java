// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import java.util.Optional;

/**
 * A Sigstore bundle with a DSSE envelope (OMS 1.0, 4), well-formed but not verified.
 *
 * @param mediaType one of {@link BundleReader#MEDIA_TYPES}
 */
public record Bundle(String mediaType, VerificationMaterial material, DsseEnvelope envelope) {
  /** The media type of the bundles that are written. */
  public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  /**
   * Creates a bundle with this media type and an envelope without a key id.
   *
   * @param payload not copied, since it may be large; nobody changes it any more
   */
  public static Bundle of(
      VerificationMaterial material, String payloadType, byte[] payload, byte[] signature) {
    return new Bundle(
        MEDIA_TYPE,
        material,
        new DsseEnvelope(payloadType, new Payload.InMemory(payload), signature));
  }

  /**
   * The same bundle, to be verified as a pre-1.0 one, for callers that opted in to that format.
   * Empty for Sigstore signers, which never used that encoding, and for long payloads.
   */
  public Optional<Bundle> asLegacy() {
    if (material instanceof VerificationMaterial.SigstoreMaterial
        || envelope.isDigested()
        || envelope.content().length() > LegacyEncoding.MAX_PAYLOAD_BYTES) {
      return Optional.empty();
    }
    DsseEnvelope legacy =
        new DsseEnvelope(
            envelope.payloadType(),
            envelope.content(),
            envelope.signature(),
            envelope.keyId(),
            true);
    return Optional.of(new Bundle(mediaType, material, legacy));
  }
}
