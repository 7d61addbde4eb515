// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import java.io.IOException;

/**
 * A registry does not give what was asked for. The message says what to do, and contains nothing of
 * the body of an answer: the reader of the message may be somebody whom the body is not for.
 */
public final class RegistryFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Kind {
    /** No answer within the limits. May pass by itself. */
    UNREACHABLE,
    /** An answer that asks to come back later; other repositories may be there. */
    BUSY,
    /** The registry wants other credentials. */
    DENIED,
    /** There is no such image, artifact or blob. */
    NOT_FOUND,
    /** More than one artifact may be meant. */
    AMBIGUOUS,
    /** The answer is not what the OCI specifications describe, or exceeds a limit. */
    INVALID,
    /** The host is not one that may be called. */
    NOT_ALLOWED
  }

  private final Kind kind;

  RegistryFailure(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  RegistryFailure(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What kind of failure it is. */
  public Kind kind() {
    return kind;
  }

  /** Never null, unlike that of a Throwable in general. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
