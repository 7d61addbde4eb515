// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.decoding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Parsers that know names from bodies before, which most pods share. Nothing forgets a name by
 * itself, so all are forgotten after as many characters as fit into little memory, whoever made
 * them up. For any number of threads.
 */
public final class SmallBodies {
  /** Of bodies, until what was remembered of them is forgotten. */
  private static final long REMEMBERED = 2L << 20;

  private final AtomicLong bytes = new AtomicLong();
  private volatile JsonFactory factory = LenientResources.remembering();

  /** Begins to read a body. */
  public JsonParser parser(byte[] body) throws IOException {
    if (bytes.addAndGet(body.length) > REMEMBERED) {
      bytes.set(0);
      factory = LenientResources.remembering();
    }
    return factory.createParser(body);
  }
}
