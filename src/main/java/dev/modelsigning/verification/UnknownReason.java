// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

/** Why a model could not be checked: a closed list, part of the API. */
public enum UnknownReason {
  /** Measured with another digest than it was signed with. */
  UNSUPPORTED_DIGEST("UnsupportedDigest"),
  /** Measured in another way than it was signed: by shards, or with links followed. */
  UNSUPPORTED_SERIALIZATION("UnsupportedSerialization"),
  /** The model was written to while it was read. */
  CHANGED_WHILE_READING("ChangedWhileReading"),
  /** Reading the model failed. */
  READ_FAILED("ReadFailed"),
  /** The thread was interrupted. */
  INTERRUPTED("Interrupted");

  private final String reason;

  UnknownReason(String reason) {
    this.reason = reason;
  }

  /** In CamelCase, usable as the reason of a Kubernetes condition. */
  public String reason() {
    return reason;
  }
}
