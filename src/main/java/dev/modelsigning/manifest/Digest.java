// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A digest and the OMS registry name of its algorithm ({@code sha256}, {@code blake2b}, {@code
 * blake3}).
 *
 * <p>The bytes are copied on the way in and out; equality takes the same time for equal and unequal
 * values. Lengths other than the registry's are refused with {@link IllegalArgumentException}.
 */
@SuppressWarnings("ArrayRecordComponent") // equality, copies and text form are defined here
public record Digest(String algorithm, byte[] value) {
  /** The registry name of SHA-256. */
  public static final String SHA256 = "sha256";

  /** The registry name of BLAKE2b with 512 bits. */
  public static final String BLAKE2B = "blake2b";

  /** The registry name of BLAKE3 with 256 bits. */
  public static final String BLAKE3 = "blake3";

  /** Checks the length and copies. */
  public Digest {
    int expected = lengthOf(algorithm);
    if (value.length != expected) {
      throw new IllegalArgumentException(
          "a %s digest has %d bytes, not %d".formatted(algorithm, expected, value.length));
    }
    value = value.clone();
  }

  /** Whether the OMS algorithm registry contains this name. */
  public static boolean isRegistered(String algorithm) {
    return switch (algorithm) {
      case SHA256, BLAKE2B, BLAKE3 -> true;
      default -> false;
    };
  }

  /**
   * The bytes of a digest by this algorithm.
   *
   * @throws IllegalArgumentException if the registry does not contain the name
   */
  public static int lengthOf(String algorithm) {
    return switch (algorithm) {
      case SHA256, BLAKE3 -> 32;
      case BLAKE2B -> 64;
      default ->
          throw new IllegalArgumentException(
              "digest algorithm '" + algorithm + "' is not one of sha256, blake2b, blake3");
    };
  }

  /**
   * Reads lower-case hex, the only form that OMS 1.0 (6.3.1, 6.5.1) and its schemas have. One value
   * in two spellings would let two readers see different statements.
   *
   * @throws IllegalArgumentException if it is anything else, or has the wrong length
   */
  public static Digest ofHex(String algorithm, String hex) {
    if (!isLowerCaseHex(hex)) {
      throw new IllegalArgumentException("a digest is not in lower-case hex");
    }
    return new Digest(algorithm, HexFormat.of().parseHex(hex));
  }

  /** Whether a text has digits and the letters 'a' to 'f' only, and at least one. */
  public static boolean isLowerCaseHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** The SHA-256 of the bytes. */
  public static Digest sha256(byte[] bytes) {
    return new Digest(SHA256, newSha256().digest(bytes));
  }

  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public byte[] value() {
    return value.clone();
  }

  /** The bytes in lower-case hex. */
  public String hex() {
    return HexFormat.of().formatHex(value);
  }

  void addTo(MessageDigest digest) {
    digest.update(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that
        && algorithm.equals(that.algorithm)
        && MessageDigest.isEqual(value, that.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex();
  }
}
