// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

/** The result of a self-test of the guard. */
sealed interface SelfTestResult {
  /** The API server enforces the guard. */
  record Holds() implements SelfTestResult {}

  /**
   * The API server admitted a pod with a reserved name.
   *
   * @param detail for people
   */
  record Broken(String detail) implements SelfTestResult {}

  /**
   * The cluster refuses the self-test for another reason, so the comparison has to suffice.
   *
   * @param detail what refused it
   */
  record Untestable(String detail) implements SelfTestResult {}

  /**
   * The API server gave no usable answer; the self-test runs again.
   *
   * @param detail the error
   */
  record Inconclusive(String detail) implements SelfTestResult {}
}
