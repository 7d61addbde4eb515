// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A DSSE envelope with exactly one signature; the payload is opaque bytes here.
 *
 * @param payloadType covered by the signature; checked by whoever reads the payload
 * @param content the payload
 * @param keyId as in the bundle, possibly empty; trust never depends on it (OMS 1.0, 4.1)
 * @param legacy whether the signature is verified over {@link LegacyEncoding}; the caller decides,
 *     since an envelope does not say
 */
@SuppressWarnings("ArrayRecordComponent") // copied and compared by content
public record DsseEnvelope(
    String payloadType, Payload content, byte[] signature, String keyId, boolean legacy) {
  /** Copies the signature. */
  public DsseEnvelope {
    signature = signature.clone();
  }

  /** Creates an envelope signed over DSSE's encoding, without a key id. */
  public DsseEnvelope(String payloadType, Payload content, byte[] signature) {
    this(payloadType, content, signature, "", false);
  }

  /** Creates an envelope with a copy of a payload in memory. */
  public DsseEnvelope(
      String payloadType, byte[] payload, byte[] signature, String keyId, boolean legacy) {
    this(payloadType, new Payload.InMemory(payload.clone()), signature, keyId, legacy);
  }

  /** Creates an envelope signed over DSSE's encoding. */
  public DsseEnvelope(String payloadType, byte[] payload, byte[] signature, String keyId) {
    this(payloadType, payload, signature, keyId, false);
  }

  /** Creates an envelope signed over DSSE's encoding, without a key id. */
  public DsseEnvelope(String payloadType, byte[] payload, byte[] signature) {
    this(payloadType, payload, signature, "");
  }

  /** The payload as a whole, for payloads that are known to be small enough. */
  public byte[] payload() {
    return content.bytes();
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }

  /** The bytes that the signature covers. */
  public byte[] pae() {
    return legacy ? LegacyEncoding.of(payloadType, payload()) : pae(payloadType, payload());
  }

  /**
   * A digest of the bytes that the signature covers.
   *
   * @param jcaName of the digest
   */
  public byte[] signedDigest(String jcaName) {
    return legacy
        ? Payload.Digested.digestOf(jcaName).digest(pae())
        : content.digest(jcaName, head(payloadType, content.length()));
  }

  /** SHA-256 of the payload alone. */
  public byte[] payloadDigest() {
    return content.digest("SHA-256", new byte[0]);
  }

  /** Whether only digests of the payload are known. */
  public boolean isDigested() {
    return content instanceof Payload.Digested;
  }

  /**
   * DSSE's pre-authentication encoding: {@code DSSEv1 SP LEN(type) SP type SP LEN(payload) SP
   * payload}, lengths in bytes.
   */
  public static byte[] pae(String payloadType, byte[] payload) {
    byte[] head = head(payloadType, payload.length);
    byte[] pae = Arrays.copyOf(head, head.length + payload.length);
    System.arraycopy(payload, 0, pae, head.length, payload.length);
    return pae;
  }

  /** What comes before the payload in that encoding. */
  public static byte[] head(String payloadType, long length) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    // No format string: loading the JVM's formatter and its locales costs a short run several
    // milliseconds.
    return ("DSSEv1 " + type.length + " " + payloadType + " " + length + " ")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DsseEnvelope that
        && payloadType.equals(that.payloadType)
        && keyId.equals(that.keyId)
        && legacy == that.legacy
        && content.equals(that.content)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signature);
  }

  @Override
  public String toString() {
    return "DsseEnvelope[%s, %d bytes]".formatted(payloadType, content.length());
  }
}
