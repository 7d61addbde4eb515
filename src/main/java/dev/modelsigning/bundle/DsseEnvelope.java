// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A DSSE envelope with exactly one signature; the payload is opaque bytes here.
 *
 * @param payloadType covered by the signature; checked by whoever reads the payload
 * @param keyId as in the bundle, possibly empty; trust never depends on it (OMS 1.0, 4.1)
 * @param legacy whether the signature is verified over {@link LegacyEncoding}; the caller decides,
 *     since an envelope does not say
 */
@SuppressWarnings("ArrayRecordComponent") // copied and compared by content
public record DsseEnvelope(
    String payloadType, byte[] payload, byte[] signature, String keyId, boolean legacy) {
  /** Copies the arrays. */
  public DsseEnvelope {
    payload = payload.clone();
    signature = signature.clone();
  }

  /** Creates an envelope signed over DSSE's encoding. */
  public DsseEnvelope(String payloadType, byte[] payload, byte[] signature, String keyId) {
    this(payloadType, payload, signature, keyId, false);
  }

  /** Creates an envelope signed over DSSE's encoding, without a key id. */
  public DsseEnvelope(String payloadType, byte[] payload, byte[] signature) {
    this(payloadType, payload, signature, "");
  }

  @Override
  public byte[] payload() {
    return payload.clone();
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }

  /** The bytes that the signature covers. */
  public byte[] pae() {
    return legacy ? LegacyEncoding.of(payloadType, payload) : pae(payloadType, payload);
  }

  /**
   * DSSE's pre-authentication encoding: {@code DSSEv1 SP LEN(type) SP type SP LEN(payload) SP
   * payload}, lengths in bytes.
   */
  public static byte[] pae(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    // No format string: loading the JVM's formatter and its locales costs a short run several
    // milliseconds.
    byte[] head =
        ("DSSEv1 " + type.length + " " + payloadType + " " + payload.length + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] pae = Arrays.copyOf(head, head.length + payload.length);
    System.arraycopy(payload, 0, pae, head.length, payload.length);
    return pae;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DsseEnvelope that
        && payloadType.equals(that.payloadType)
        && keyId.equals(that.keyId)
        && legacy == that.legacy
        && Arrays.equals(payload, that.payload)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signature);
  }

  @Override
  public String toString() {
    return "DsseEnvelope[%s, %d bytes]".formatted(payloadType, payload.length);
  }
}
