// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

/** A payload is not an OMS 1.0 statement. The message says which rule it breaks. */
public final class StatementFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Which kind of rule is broken. */
  public enum Reason {
    /** Not JSON, a duplicate member, or over a limit. */
    MALFORMED,
    /** Another {@code _type} or {@code predicateType}. */
    WRONG_TYPE,
    /** The pre-1.0 predicate. */
    LEGACY_PREDICATE,
    /** Not exactly one subject, or no root digest. */
    SUBJECT,
    /** How the model was hashed. */
    SERIALIZATION,
    /** An invalid resource descriptor, or no resources. */
    RESOURCES,
    /** The root digest is not that of the resources. */
    ROOT_DIGEST
  }

  private final Reason reason;

  /** Creates one without a cause. */
  public StatementFormatException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Creates one with its cause. */
  public StatementFormatException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Which kind of rule is broken. */
  public Reason reason() {
    return reason;
  }
}
