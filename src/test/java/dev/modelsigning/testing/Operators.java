// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.vertx.core.http.HttpClosedException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Operators in the JVM of a test. */
public final class Operators {
  private static final int ATTEMPTS = 3;

  private Operators() {}

  /**
   * Starts an operator. An API server that has just been started closes a connection now and then.
   * The client repeats no request for that, so the operator's process ends and is started again by
   * its node, which this does in its place.
   *
   * @param registered makes it, with its controllers
   */
  public static Operator started(Supplier<Operator> registered) {
    for (int attempt = 1; ; attempt++) {
      Operator operator = registered.get();
      try {
        operator.start();
        return operator;
      } catch (OperatorException e) {
        if (attempt == ATTEMPTS || !isClosedConnection(e)) {
          throw e;
        }
      }
    }
  }

  private static boolean isClosedConnection(OperatorException failure) {
    return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
        .anyMatch(HttpClosedException.class::isInstance);
  }
}
