// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;

/**
 * A verdict and why.
 *
 * @param verdict one of three
 * @param reason why
 * @param message a sentence, with a hint where there is one
 */
record VerdictFinding(VerdictState verdict, Reason reason, String message) {
  static VerdictFinding unknown(Reason reason, String message) {
    return new VerdictFinding(VerdictState.Unknown, reason, message);
  }

  /** Whether the signature itself is refused, whatever the files are. */
  boolean refusesTheSignature() {
    return switch (verdict) {
      case Rejected -> reason.refusesTheSignature();
      case Verified, Unknown -> false;
    };
  }
}
