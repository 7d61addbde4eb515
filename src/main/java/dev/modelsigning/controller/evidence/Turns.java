// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.evidence;

import dev.modelsigning.controller.LaterException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * How much large evidence is held in memory at the same time: a few of all namespaces, in the order
 * in which they come, and fewer of each, so that one namespace does not keep the others waiting.
 */
public final class Turns {
  private static final int OF_ALL = 4;
  private static final int OF_A_NAMESPACE = 2;

  private final Semaphore all = new Semaphore(OF_ALL, true);
  private final Map<String, Integer> taken = new HashMap<>();

  /** One turn; it ends when it is closed. */
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /** No turn is needed. */
  public static Turn none() {
    return () -> {};
  }

  /**
   * Takes a turn; waits for other namespaces, not for the own one.
   *
   * @throws LaterException when the namespace has all its turns
   */
  public Turn take(String namespace) throws LaterException {
    synchronized (taken) {
      if (taken.getOrDefault(namespace, 0) >= OF_A_NAMESPACE) {
        throw new LaterException("other evidence of the namespace is being judged");
      }
      taken.merge(namespace, 1, Integer::sum);
    }
    all.acquireUninterruptibly();
    return () -> {
      all.release();
      synchronized (taken) {
        taken.computeIfPresent(namespace, (name, count) -> count == 1 ? null : count - 1);
      }
    };
  }
}
