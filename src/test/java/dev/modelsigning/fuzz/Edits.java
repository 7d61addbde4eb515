// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Damage to some bytes, as a short program: where (16 bits), how many bytes go (8), how many come
 * (8), and those. Small inputs so reach any place of a large bundle.
 */
final class Edits {
  private Edits() {}

  /** The bytes after all edits that the program holds completely. */
  static byte[] apply(byte[] original, ByteBuffer program) {
    byte[] bytes = original;
    while (program.remaining() >= 4) {
      int at = Short.toUnsignedInt(program.getShort()) % (bytes.length + 1);
      int removed = Math.min(Byte.toUnsignedInt(program.get()), bytes.length - at);
      byte[] added = new byte[Math.min(Byte.toUnsignedInt(program.get()), program.remaining())];
      program.get(added);
      bytes = spliced(bytes, at, removed, added);
    }
    return bytes;
  }

  private static byte[] spliced(byte[] bytes, int at, int removed, byte[] added) {
    byte[] result = Arrays.copyOf(bytes, bytes.length - removed + added.length);
    System.arraycopy(added, 0, result, at, added.length);
    System.arraycopy(bytes, at + removed, result, at + added.length, bytes.length - at - removed);
    return result;
  }
}
