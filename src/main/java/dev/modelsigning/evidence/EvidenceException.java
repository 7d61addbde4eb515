// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

/** What a measuring Job returned cannot be used. The message says what is wrong. */
public final class EvidenceException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why evidence is refused. */
  public enum Reason {
    /** Not a report or evidence of this protocol. */
    MALFORMED("EvidenceMalformed"),
    /** Parts are missing or repeated: the log was truncated or rotated. */
    INCOMPLETE("EvidenceIncomplete"),
    /** The evidence does not have the digest of the report. */
    DIGEST_MISMATCH("EvidenceDigestMismatch"),
    /** Over a limit. */
    TOO_LARGE("EvidenceTooLarge");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** In CamelCase, usable as the reason of a Kubernetes condition. */
    public String text() {
      return text;
    }
  }

  private final Reason reason;

  /** A refusal. */
  public EvidenceException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A refusal with its cause. */
  public EvidenceException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** The reason. */
  public Reason reason() {
    return reason;
  }

  /** Never null, unlike that of a Throwable in general. */
  @Override
  public final String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
