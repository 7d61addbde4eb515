// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import java.util.Optional;

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

  /**
   * The files are being read. The measurement that follows a change of the metadata keeps saying
   * why it is made.
   */
  static VerdictFinding measuring(Optional<Reason> before, String message) {
    return before.filter(reason -> reason == Reason.FingerprintChanged).isPresent()
        ? unknown(
            Reason.FingerprintChanged,
            "The metadata of the files changed; the model is measured in full: " + message)
        : unknown(Reason.Measuring, message);
  }
}
