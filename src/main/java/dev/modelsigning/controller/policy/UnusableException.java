// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.Reason;

/** Names a field of a policy that cannot be used. */
final class UnusableException extends Exception {
  private static final long serialVersionUID = 1L;
  private final Reason reason;

  UnusableException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
