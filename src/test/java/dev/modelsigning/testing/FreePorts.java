// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of this machine for servers that a test starts. They are outside of the range from which
 * Linux gives ports to connections, and drawn by chance: until a server listens, no connection and
 * hardly a test of another JVM takes its port.
 */
public final class FreePorts {
  private static final int FIRST = 10_000;
  private static final int END = 30_000;
  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePorts() {}

  /** A port on which nothing listens, and which this JVM has not been given before. */
  public static synchronized int next() throws IOException {
    while (GIVEN.size() < END - FIRST) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (GIVEN.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new IOException("no free port from " + FIRST + " to " + END);
  }

  private static boolean isFree(int port) throws IOException {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (BindException taken) {
      return false;
    }
  }
}
