// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.trust.sigstore.TrustedRoot;

/** What became of a ModelTrustRoot. */
public sealed interface FoundRoot {
  /**
   * It can be used.
   *
   * @param root the keys and certificates
   */
  record Read(TrustedRoot root) implements FoundRoot {}

  /**
   * It cannot, so no authority that names it can be used.
   *
   * @param reason why
   * @param message says what to do
   */
  record Unusable(Reason reason, String message) implements FoundRoot {}
}
