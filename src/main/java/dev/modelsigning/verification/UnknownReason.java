// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

/** Why a model could not be checked. The list is part of the API. */
public enum UnknownReason {
  /** The model is measured with another digest than it is signed with. */
  UNSUPPORTED_DIGEST("UnsupportedDigest"),
  /** The model is not measured in the way it is signed: shards, or links followed. */
  UNSUPPORTED_SERIALIZATION("UnsupportedSerialization"),
  /** The model was written to while it was being read. */
  CHANGED_WHILE_READING("ChangedWhileReading"),
  /** Reading the model failed. */
  READ_FAILED("ReadFailed"),
  /** The thread was interrupted. */
  INTERRUPTED("Interrupted");

  private final String reason;

  UnknownReason(String reason) {
    this.reason = reason;
  }

  /** The reason in CamelCase, as Kubernetes conditions use it. */
  public String reason() {
    return reason;
  }
}
