// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import java.time.Instant;

/** The one thing to do now about the webhook's certificates. */
sealed interface RotationStep {

  /**
   * Nothing to do.
   *
   * @param until when to look again
   */
  record Keep(Instant until) implements RotationStep {}

  /**
   * There is no usable authority: make one and use it at once.
   *
   * @param why for the log
   */
  record StartOver(String why) implements RotationStep {}

  /**
   * The authority is to be replaced: make the next one and let it be trusted, not used.
   *
   * @param why for the log
   */
  record AnnounceAuthority(String why) implements RotationStep {}

  /** The announced authority has been trusted long enough: sign with it from now on. */
  record PromoteAuthority() implements RotationStep {}

  /**
   * Make a new serving certificate.
   *
   * @param why for the log
   */
  record RotateLeaf(String why) implements RotationStep {}

  /** No webhook serves a leaf of the former authorities any more: stop trusting them. */
  record RetireAuthorities() implements RotationStep {}
}
