// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.Reason;

/** Whether a job gets the signer it names. */
sealed interface SignerLookup {
  /** It does. */
  record Granted(Signer signer) implements SignerLookup {}

  /**
   * Not yet: its ClusterModelSigningJob has not recorded it yet.
   *
   * @param message what the job waits for
   */
  record Later(String message) implements SignerLookup {}

  /**
   * It does not, for good.
   *
   * @param reason why
   * @param message what is wrong, with a hint; never anything of the Secret's content
   */
  record Denied(Reason reason, String message) implements SignerLookup {}
}
