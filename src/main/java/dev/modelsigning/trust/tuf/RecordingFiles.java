// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import dev.sigstore.tuf.Fetcher;
import dev.sigstore.tuf.FileExceedsMaxLengthException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Notes all files of a fetch, within a bound on all of them together. */
final class RecordingFiles implements TufFiles {
  private final TufFiles served;
  private final Map<String, String> files = new TreeMap<>();
  private int left = FetchRecord.MAX_BYTES;

  RecordingFiles(TufFiles served) {
    this.served = served;
  }

  FetchRecord recordedAt(Instant time) {
    return new FetchRecord(files, time);
  }

  @Override
  public Fetcher metadata() {
    return noting(served.metadata(), name -> name);
  }

  @Override
  public Fetcher targets() {
    return noting(served.targets(), name -> FetchRecord.TARGET);
  }

  private Fetcher noting(Fetcher inner, UnaryOperator<String> name) {
    return new Noting(inner, name);
  }

  private final class Noting implements Fetcher {
    private final Fetcher inner;
    private final UnaryOperator<String> naming;

    Noting(Fetcher inner, UnaryOperator<String> naming) {
      this.inner = inner;
      this.naming = naming;
    }

    @Override
    public String getSource() {
      return inner.getSource();
    }

    /** By the library's contract, a file that does not exist is null. */
    @Override
    @SuppressWarnings("NullAway")
    public byte @Nullable [] fetchResource(String name, int limit)
        throws IOException, FileExceedsMaxLengthException {
      byte[] content = inner.fetchResource(name, Math.min(limit, left));
      if (content == null) {
        return null;
      }
      left -= content.length;
      try {
        // Kept as text, which has to be the same bytes when it is read again.
        String text =
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        files.put(naming.apply(name), text);
      } catch (CharacterCodingException e) {
        throw new IOException(name + " is not UTF-8", e);
      }
      return content;
    }
  }
}
