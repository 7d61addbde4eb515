// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import io.javaoperatorsdk.operator.Operator;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The end of reconciliations before that of the operator. The Java Operator SDK (5.3.2) stops its
 * informers first, whose caches are empty then, while reconciliations go on: one of them would take
 * a model for unwritten or a Job for deleted, and write that as a verdict.
 */
public final class Reconciliations {
  /** Most of them take milliseconds; a large bundle takes seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Reconciliations() {}

  /**
   * Begins no other one, and waits until those under way have ended, for ten seconds at most. What
   * came meanwhile is seen by the next operator, which looks at everything.
   */
  public static void finish(Operator operator) {
    ExecutorService running =
        operator.getConfigurationService().getExecutorServiceManager().reconcileExecutorService();
    running.shutdown();
    try {
      if (!running.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        running.shutdownNow();
      }
    } catch (InterruptedException e) {
      running.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
