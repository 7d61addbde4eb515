// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

/** Bytes are no bundle that this version reads. The message says which rule is broken. */
public final class BundleFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Which kind of rule is broken. */
  public enum Reason {
    /** Over a limit of {@link BundleLimits}. */
    TOO_LARGE,
    /** No JSON object, repeated members, members of the wrong type. */
    MALFORMED,
    /** A media type other than those of Sigstore bundles 0.1, 0.2 and 0.3. */
    MEDIA_TYPE,
    /** No verification material, several kinds, or a kind this version does not know. */
    MATERIAL,
    /** No DSSE envelope, or one that is damaged. */
    ENVELOPE,
    /** Not exactly one signature. */
    SIGNATURE_COUNT
  }

  private final Reason reason;

  /** A refusal. */
  public BundleFormatException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A refusal with its cause. */
  public BundleFormatException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Which kind of rule is broken. */
  public Reason reason() {
    return reason;
  }
}
