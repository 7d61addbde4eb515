// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import dev.modelsigning.bundle.BundleFormatException.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/**
 * A long text in base64 within a bundle, decoded whenever it is read. DSSE allows the standard and
 * the URL-safe alphabet; a mix of both is refused.
 */
final class Base64Text {
  private final BundleSource source;
  private final long start;
  private long length;
  private int padding;
  private boolean standard;
  private boolean urlSafe;
  private boolean foreign;

  /** A text that begins at this byte, and whose characters are added one by one. */
  Base64Text(BundleSource source, long start) {
    this.source = source;
    this.start = start;
  }

  void add(int c) {
    length++;
    if (c == '=') {
      padding++;
      return;
    }
    foreign |= padding > 0;
    if (c == '+' || c == '/') {
      standard = true;
    } else if (c == '-' || c == '_') {
      urlSafe = true;
    } else {
      foreign |= (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z');
    }
  }

  /** Refuses anything but base64: nothing is decoded before. */
  Base64Text checked() throws BundleFormatException {
    boolean whole = padding == 0 ? length % 4 != 1 : padding <= 2 && length % 4 == 0;
    if (foreign || !whole || (standard && urlSafe)) {
      throw new BundleFormatException(Reason.ENVELOPE, "'payload' is not valid base64");
    }
    return this;
  }

  long decodedLength() {
    return (length - padding) * 3 / 4;
  }

  InputStream open() {
    try {
      InputStream in = source.open();
      in.skipNBytes(start);
      InputStream text = new Limited(in, length);
      return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).wrap(text);
    } catch (IOException e) {
      throw new UncheckedIOException("the bundle cannot be read again", e);
    }
  }

  /** The next bytes of a stream. */
  private static final class Limited extends FilterInputStream {
    private long left;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;

    Limited(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      if (at == end) {
        if (left == 0) {
          return -1;
        }
        end = in.readNBytes(buffer, 0, (int) Math.min(left, buffer.length));
        at = 0;
        if (end == 0) {
          throw new IOException("the bundle is shorter than before");
        }
        left -= end;
      }
      return buffer[at++] & 0xff;
    }

    @Override
    public int read(byte[] into, int start, int length) throws IOException {
      int count = 0;
      while (count < length) {
        int next = read();
        if (next < 0) {
          return count == 0 ? -1 : count;
        }
        into[start + count++] = (byte) next;
      }
      return count;
    }
  }
}
