// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.statement;

/** A payload is no OMS v1.0 statement. The message says which rule it breaks. */
public final class StatementFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Which kind of rule is broken. */
  public enum Reason {
    /** No JSON, repeated members, over a limit. */
    MALFORMED,
    /** Another {@code _type} or {@code predicateType}. */
    WRONG_TYPE,
    /** The predicate of the time before OMS v1.0. */
    LEGACY_PREDICATE,
    /** Not exactly one subject, or no root digest. */
    SUBJECT,
    /** The recorded way of hashing. */
    SERIALIZATION,
    /** A resource descriptor, or none at all. */
    RESOURCES,
    /** The root digest is not that of the resources. */
    ROOT_DIGEST
  }

  private final Reason reason;

  /** A refusal. */
  public StatementFormatException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A refusal with its cause. */
  public StatementFormatException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Which kind of rule is broken. */
  public Reason reason() {
    return reason;
  }
}
