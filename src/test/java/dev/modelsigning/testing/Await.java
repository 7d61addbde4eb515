// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition by polling. */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Await() {}

  /**
   * Returns when the condition holds.
   *
   * @throws AssertionError when it does not within {@code patience}, naming {@code what}
   */
  public static void until(String what, Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("gave up after " + patience + " waiting for: " + what);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
