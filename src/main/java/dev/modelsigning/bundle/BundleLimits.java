// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

/** Bounds on bundles, which come from whoever can write to a model's volume. */
public final class BundleLimits {
  /** Most bytes of a bundle's JSON. */
  public static final int MAX_BYTES = 64 << 20;

  /** Most certificates in a chain, the leaf counted. */
  public static final int MAX_CERTIFICATES = 8;

  /** Most bytes of one certificate. */
  public static final int MAX_CERTIFICATE_BYTES = 16 << 10;

  /** Most bytes of a signature; ECDSA over P-521 needs 139, ML-DSA-87 4,627. */
  public static final int MAX_SIGNATURE_BYTES = 8192;

  /** Most bytes of a raw public key. */
  public static final int MAX_KEY_BYTES = 4096;

  /** Most characters of a key hint, key id, media type or payload type. */
  public static final int MAX_TEXT = 1024;

  /** Most transparency log entries of a bundle. */
  public static final int MAX_LOG_ENTRIES = 8;

  /** Most characters of one log entry's JSON. */
  public static final int MAX_LOG_ENTRY = 256 << 10;

  /** Most RFC 3161 timestamps of a bundle. */
  public static final int MAX_TIMESTAMPS = 8;

  /** Most bytes of one timestamp, its certificates included. */
  public static final int MAX_TIMESTAMP_BYTES = 64 << 10;

  static final int MAX_DEPTH = 32;
  static final int MAX_TOKENS = 100_000;

  private BundleLimits() {}
}
