// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import dev.modelsigning.manifest.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A blob as it arrives: longer or shorter than described, or another one, is a failure. */
final class DescribedStream extends FilterInputStream {
  private final Descriptor described;
  private final MessageDigest digest = Digest.newSha256();
  private long count;

  DescribedStream(InputStream body, Descriptor described) {
    super(body);
    this.described = described;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int read = in.read(into, from, length);
    if (read > 0) {
      count += read;
      digest.update(into, from, read);
    }
    if (count > described.size() || (read < 0 && !isWhole())) {
      throw new IOException("what the registry sends is not " + described.digest());
    }
    return read;
  }

  /** The end may be read more than once. */
  private boolean isWhole() throws IOException {
    return count == described.size()
        && described.digest().equals("sha256:" + HexFormat.of().formatHex(clone(digest).digest()));
  }

  private static MessageDigest clone(MessageDigest digest) throws IOException {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IOException("SHA-256 cannot be read twice here", e);
    }
  }

  @Override
  public long skip(long bytes) throws IOException {
    byte[] buffer = new byte[(int) Math.min(8192, Math.max(1, bytes))];
    long left = bytes;
    while (left > 0) {
      int read = read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return bytes - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
