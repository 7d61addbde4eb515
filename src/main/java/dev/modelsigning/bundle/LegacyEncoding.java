// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bytes that pre-1.0 signers (predicate {@code Digests/v0.1}) sign instead of DSSE's encoding.
 * By mistake, they begin with {@code DSSEV1}, and the payload is in Python's notation for bytes;
 * the hash is SHA-256 on every curve.
 *
 * <p>The notation is different for any two payloads, so a signature over it is one over the
 * payload. It never begins like DSSE's encoding, so that neither can be mistaken for the other.
 */
public final class LegacyEncoding {
  /** The signature algorithm's name for {@link java.security.Signature}. */
  public static final String JCA_NAME = "SHA256withECDSA";

  /** The most bytes of a payload: the notation may be four times as long. */
  public static final int MAX_PAYLOAD_BYTES = 16 << 20;

  private LegacyEncoding() {}

  /**
   * The bytes that such a signer signs.
   *
   * @throws IllegalArgumentException if the payload is longer than {@link #MAX_PAYLOAD_BYTES}
   */
  static byte[] of(String payloadType, byte[] payload) {
    if (payload.length > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException("the payload is too long for the pre-1.0 format");
    }
    int typeLength = payloadType.codePointCount(0, payloadType.length());
    String head = "DSSEV1 " + typeLength + " " + payloadType + " " + payload.length + " ";
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length + payload.length / 8);
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    writeNotation(out, payload);
    return out.toByteArray();
  }

  /** Single quotes, unless the payload contains those and no double quotes. */
  private static void writeNotation(ByteArrayOutputStream out, byte[] payload) {
    char quote = contains(payload, '\'') && !contains(payload, '"') ? '"' : '\'';
    out.write('b');
    out.write(quote);
    for (byte b : payload) {
      switch (b) {
        case '\t' -> escape(out, "t");
        case '\n' -> escape(out, "n");
        case '\r' -> escape(out, "r");
        case '\\' -> escape(out, "\\");
        default -> {
          if (b == quote) {
            escape(out, String.valueOf(quote));
          } else if (b < ' ' || b == 0x7f) {
            escape(out, "x" + Character.forDigit(b >> 4 & 15, 16) + Character.forDigit(b & 15, 16));
          } else {
            out.write(b);
          }
        }
      }
    }
    out.write(quote);
  }

  private static void escape(ByteArrayOutputStream out, String ascii) {
    out.write('\\');
    out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  private static boolean contains(byte[] payload, char ascii) {
    for (byte b : payload) {
      if (b == ascii) {
        return true;
      }
    }
    return false;
  }
}
