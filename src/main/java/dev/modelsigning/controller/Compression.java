// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses short texts that are alike, such as objects of one kind: the first one is the
 * dictionary of all, so that of the others only what differs takes room. For any number of threads.
 */
final class Compression {
  /** No more of the first text is of use, nor kept. */
  private static final int DICTIONARY = 8 << 10;

  /** Before the compressed text: its length before that. */
  private static final int PREFIX = Integer.BYTES;

  /** Each has a quarter of a megabyte outside of the heap. */
  private static final int KEPT = 2;

  private final Queue<Deflater> deflaters = new ArrayBlockingQueue<>(KEPT);
  private final Queue<Inflater> inflaters = new ArrayBlockingQueue<>(KEPT);
  private byte @Nullable [] dictionary;

  byte[] compress(byte[] text) {
    Deflater kept = deflaters.poll();
    Deflater deflater = kept == null ? new Deflater(Deflater.BEST_SPEED, true) : kept;
    deflater.reset();
    deflater.setDictionary(dictionary(text));
    deflater.setInput(text);
    deflater.finish();
    byte[] out = new byte[PREFIX + 64 + text.length / 2];
    int at = PREFIX;
    while (!deflater.finished()) {
      if (at == out.length) {
        out = Arrays.copyOf(out, 2 * out.length);
      }
      at += deflater.deflate(out, at, out.length - at);
    }
    if (!deflaters.offer(deflater)) {
      deflater.end();
    }
    for (int i = 0; i < PREFIX; i++) {
      out[i] = (byte) (text.length >>> (8 * i));
    }
    return Arrays.copyOf(out, at);
  }

  byte[] decompress(byte[] compressed) {
    int length = 0;
    for (int i = 0; i < PREFIX; i++) {
      length |= (compressed[i] & 0xff) << (8 * i);
    }
    byte[] text = new byte[length];
    Inflater kept = inflaters.poll();
    Inflater inflater = kept == null ? new Inflater(true) : kept;
    try {
      inflater.reset();
      inflater.setDictionary(dictionary(text));
      inflater.setInput(compressed, PREFIX, compressed.length - PREFIX);
      int read = inflater.inflate(text);
      if (read != length) {
        throw new IllegalStateException("The compressed text is cut off");
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("The compressed text is damaged", e);
    } finally {
      if (!inflaters.offer(inflater)) {
        inflater.end();
      }
    }
    return text;
  }

  private synchronized byte[] dictionary(byte[] otherwise) {
    byte[] first = dictionary;
    if (first == null) {
      first = Arrays.copyOf(otherwise, Math.min(otherwise.length, DICTIONARY));
      dictionary = first;
    }
    return first;
  }
}
