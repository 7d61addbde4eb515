// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

/** Whether a job gets the signer it names. */
sealed interface SignerLookup {
  /** It does. */
  record Granted(Signer signer) implements SignerLookup {}

  /**
   * Not yet: who vouches for the job has not written it down yet.
   *
   * @param message for people
   */
  record Later(String message) implements SignerLookup {}

  /**
   * It does not, for good.
   *
   * @param reason one CamelCase word
   * @param message what is wrong and the remedy; never anything of the Secret's content
   */
  record Denied(String reason, String message) implements SignerLookup {}
}
