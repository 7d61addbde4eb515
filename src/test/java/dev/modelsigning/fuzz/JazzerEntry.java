// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

/** What Jazzer calls; its target argument names the {@link FuzzTarget}. */
public final class JazzerEntry {
  private static FuzzTarget target = FuzzTarget.BUNDLE;

  private JazzerEntry() {}

  /**
   * Takes the target's name, and runs it once: loading and instrumenting its classes takes seconds,
   * which would count as a hang of the first input.
   */
  public static void fuzzerInitialize(String[] arguments) {
    target = FuzzTarget.ofFolder(arguments[0]);
    target.run(new byte[0]);
  }

  /** Runs the target once. */
  public static void fuzzerTestOneInput(byte[] input) {
    target.run(input);
  }
}
