// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

/** Bytes are not a bundle that this version reads. The message says which rule they break. */
public final class BundleFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Which kind of rule is broken. */
  public enum Reason {
    /** Over a limit of {@link BundleLimits}. */
    TOO_LARGE,
    /** Not a JSON object, or a duplicate member. */
    MALFORMED,
    /** Not the media type of a Sigstore bundle 0.1, 0.2 or 0.3. */
    MEDIA_TYPE,
    /** No verification material, several kinds, an unknown kind, or an invalid one. */
    MATERIAL,
    /** No DSSE envelope, or an invalid one. */
    ENVELOPE,
    /** Not exactly one signature. */
    SIGNATURE_COUNT
  }

  private final Reason reason;

  /** Creates one without a cause. */
  public BundleFormatException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Creates one with its cause. */
  public BundleFormatException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Which kind of rule is broken. */
  public Reason reason() {
    return reason;
  }
}
