// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

/** Limits on bundles, which come from whoever can write to a model's volume. */
public final class BundleLimits {
  /** The most bytes of a bundle's JSON that is read as a whole. */
  public static final int MAX_BYTES = 64 << 20;

  /** The most bytes of a bundle that is read as a stream: two million files. */
  public static final int MAX_STREAMED_BYTES = 512 << 20;

  /** The most certificates in a chain, including the leaf. */
  public static final int MAX_CERTIFICATES = 8;

  /** The most bytes of one certificate. */
  public static final int MAX_CERTIFICATE_BYTES = 16 << 10;

  /** The most bytes of a signature; ECDSA over P-521 needs 139, ML-DSA-87 4,627. */
  public static final int MAX_SIGNATURE_BYTES = 8192;

  /** The most bytes of a raw public key. */
  public static final int MAX_KEY_BYTES = 4096;

  /** The most characters of a key hint, key id, media type or payload type. */
  public static final int MAX_TEXT = 1024;

  /** The most transparency log entries of a bundle. */
  public static final int MAX_LOG_ENTRIES = 8;

  /** The most characters of one log entry's JSON. */
  public static final int MAX_LOG_ENTRY = 256 << 10;

  /** The most RFC 3161 timestamps of a bundle. */
  public static final int MAX_TIMESTAMPS = 8;

  /** The most bytes of one timestamp, its certificates included. */
  public static final int MAX_TIMESTAMP_BYTES = 64 << 10;

  static final int MAX_DEPTH = 32;
  static final int MAX_TOKENS = 100_000;

  private BundleLimits() {}
}
