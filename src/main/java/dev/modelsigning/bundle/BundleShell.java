// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import dev.modelsigning.bundle.BundleFormatException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bundle without its long text, which is the payload: what is left is small and is parsed as any
 * JSON, with {@link #MARK} in place of the text. Only one text may be long, and nothing is decided
 * here about where it stands.
 */
final class BundleShell {
  /** A text of more bytes is long. */
  static final int LONG_TEXT = 1 << 20;

  /** The most bytes of the rest: certificates, log entries and timestamps, within their limits. */
  static final int MAX_BYTES = 8 << 20;

  /** No base64, nor any text that a bundle may contain. */
  static final String MARK = "<payload>";

  private final BundleSource source;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private long position;
  private boolean inText;
  private boolean escaped;
  private long textStart;
  private int restAtText;
  private @Nullable Base64Text growing;
  private @Nullable Base64Text complete;

  private BundleShell(BundleSource source) {
    this.source = source;
  }

  /**
   * Reads a bundle once.
   *
   * @throws BundleFormatException if it is over a limit, or two texts are long
   */
  static BundleShell of(BundleSource source) throws BundleFormatException, IOException {
    BundleShell shell = new BundleShell(source);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = source.open()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          shell.take(buffer[i]);
        }
        if (shell.position > BundleLimits.MAX_STREAMED_BYTES) {
          throw new BundleFormatException(
              Reason.TOO_LARGE,
              "the bundle has more than %d bytes".formatted(BundleLimits.MAX_STREAMED_BYTES));
        }
      }
    }
    return shell;
  }

  /** The JSON without the long text. */
  byte[] rest() {
    return rest.toByteArray();
  }

  /** The long text; empty if there is none, or it does not end. */
  Optional<Base64Text> text() {
    return Optional.ofNullable(complete);
  }

  private void take(byte b) throws BundleFormatException {
    position++;
    if (!inText) {
      inText = b == '"';
      textStart = position;
      keep(b);
      restAtText = rest.size();
    } else if (!escaped && b == '"') {
      endText();
      keep(b);
    } else if (growing != null) {
      growing.add(b & 0xff);
    } else {
      escaped = !escaped && b == '\\';
      keep(b);
      if (position - textStart > LONG_TEXT) {
        beginLongText();
      }
    }
  }

  private void keep(byte b) throws BundleFormatException {
    if (rest.size() == MAX_BYTES) {
      throw new BundleFormatException(
          Reason.TOO_LARGE,
          "the bundle has more than %d bytes beside its payload".formatted(MAX_BYTES));
    }
    rest.write(b);
  }

  private void beginLongText() throws BundleFormatException {
    if (complete != null) {
      throw new BundleFormatException(
          Reason.TOO_LARGE, "two texts of the bundle have more than %d bytes".formatted(LONG_TEXT));
    }
    byte[] all = rest.toByteArray();
    rest.reset();
    rest.write(all, 0, restAtText);
    growing = new Base64Text(source, textStart);
    for (int i = restAtText; i < all.length; i++) {
      growing.add(all[i] & 0xff);
    }
  }

  private void endText() {
    inText = false;
    if (growing != null) {
      byte[] mark = MARK.getBytes(StandardCharsets.US_ASCII);
      rest.write(mark, 0, mark.length);
      complete = growing;
      growing = null;
    }
  }
}
