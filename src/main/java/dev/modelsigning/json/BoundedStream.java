// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.json;

import com.fasterxml.jackson.core.JsonParseException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Fails at the first byte beyond a limit. */
final class BoundedStream extends FilterInputStream {
  private final int limit;
  private long read;

  BoundedStream(InputStream in, int limit) {
    super(in);
    this.limit = limit;
  }

  static JsonParseException tooLong(int limit) {
    return new JsonParseException(null, "longer than %d bytes".formatted(limit));
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] bytes, int start, int length) throws IOException {
    int count = super.read(bytes, start, length);
    count(Math.max(0, count));
    return count;
  }

  private void count(int bytes) throws JsonParseException {
    read += bytes;
    if (read > limit) {
      throw tooLong(limit);
    }
  }
}
