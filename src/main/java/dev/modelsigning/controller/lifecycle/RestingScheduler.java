// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import io.javaoperatorsdk.operator.Operator;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The pool in which the Java Operator SDK waits for leases and caches. The SDK (5.3.2) makes it
 * without core threads, so that its one thread looks every ten milliseconds whether it may end, for
 * as long as anything is scheduled; and it does not end the pool with the operator.
 */
public final class RestingScheduler {
  private RestingScheduler() {}

  /** Lets the thread sleep until something is due. */
  public static void keepThread(Operator operator) {
    if (of(operator) instanceof ScheduledThreadPoolExecutor pool) {
      pool.setCorePoolSize(1);
    }
  }

  /** Ends the pool of an operator that has been stopped. */
  public static void end(Operator operator) {
    of(operator).shutdownNow();
  }

  private static ScheduledExecutorService of(Operator operator) {
    return operator
        .getConfigurationService()
        .getExecutorServiceManager()
        .scheduledExecutorService();
  }
}
