// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import dev.sigstore.tuf.Fetcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Serves the files of an earlier fetch. */
final class RecordedFiles implements TufFiles {
  private final Map<String, String> files;

  RecordedFiles(FetchRecord earlier) {
    this.files = earlier.files();
  }

  @Override
  public Fetcher metadata() {
    return new Kept(name -> name);
  }

  @Override
  public Fetcher targets() {
    return new Kept(name -> FetchRecord.TARGET);
  }

  private final class Kept implements Fetcher {
    private final UnaryOperator<String> naming;

    Kept(UnaryOperator<String> naming) {
      this.naming = naming;
    }

    @Override
    public String getSource() {
      return "the files of an earlier fetch";
    }

    /** By the library's contract, a file that does not exist is null. */
    @Override
    @SuppressWarnings("NullAway")
    public byte @Nullable [] fetchResource(String name, int limit) throws IOException {
      String text = files.get(naming.apply(name));
      if (text == null) {
        return null;
      }
      byte[] content = text.getBytes(StandardCharsets.UTF_8);
      if (content.length > limit) {
        throw new IOException(name + " is longer than " + limit + " bytes");
      }
      return content;
    }
  }
}
