// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import java.time.Instant;

/** The next step for the webhook's certificates. */
sealed interface RotationStep {

  /**
   * Nothing to do.
   *
   * @param until when to check again
   */
  record Keep(Instant until) implements RotationStep {}

  /**
   * There is no usable authority: issue one and sign with it at once.
   *
   * @param why for the log
   */
  record StartOver(String why) implements RotationStep {}

  /**
   * The authority is due for replacement: issue the next one, to be trusted but not used yet.
   *
   * @param why for the log
   */
  record AnnounceAuthority(String why) implements RotationStep {}

  /** The announced authority has been trusted long enough: sign with it from now on. */
  record PromoteAuthority() implements RotationStep {}

  /**
   * Issue a new serving certificate.
   *
   * @param why for the log
   */
  record RotateLeaf(String why) implements RotationStep {}

  /** No webhook serves a leaf of a previous authority any more: stop trusting those. */
  record RetireAuthorities() implements RotationStep {}
}
