// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

/** What trying to break the guard showed. */
sealed interface SelfTest {
  /** The API server enforces the guard. */
  record Holds() implements SelfTest {}

  /**
   * The API server let a pod with a reserved name through.
   *
   * @param detail for people
   */
  record Broken(String detail) implements SelfTest {}

  /**
   * This cluster does not let the operator try; comparing the policies has to do.
   *
   * @param detail what refused the trial
   */
  record Untestable(String detail) implements SelfTest {}

  /**
   * The API server did not answer; try again.
   *
   * @param detail the error
   */
  record Inconclusive(String detail) implements SelfTest {}
}
