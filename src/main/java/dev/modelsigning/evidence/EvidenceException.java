// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

/** What a measuring Job handed back cannot be used. The message says what is wrong. */
public final class EvidenceException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** No report or evidence of this protocol. */
    MALFORMED("EvidenceMalformed"),
    /** Parts are missing or twice: the log was cut or rotated. */
    INCOMPLETE("EvidenceIncomplete"),
    /** The evidence is not what the report's digest says. */
    DIGEST_MISMATCH("EvidenceDigestMismatch"),
    /** Over the limits. */
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

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /** Never null, unlike that of a Throwable in general. */
  @Override
  public final String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
