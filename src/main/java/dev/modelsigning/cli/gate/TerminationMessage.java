// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.gate;

import dev.modelsigning.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The file whose content the kubelet copies to the status of the pod. It is for people: where it
 * does not exist or cannot be written, the exit status says enough.
 */
final class TerminationMessage {
  /** What Kubernetes keeps of one container. */
  private static final int MAX_BYTES = 4096;

  private final Path file;

  TerminationMessage(Path file) {
    this.file = file;
  }

  /** Replaces the content. */
  void write(String text) {
    if (!Files.isRegularFile(file)) {
      return;
    }
    byte[] bytes = Printable.of(text).getBytes(StandardCharsets.UTF_8);
    ByteBuffer kept = ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, MAX_BYTES));
    // Overwritten in place, since the kubelet bind-mounts this file.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      while (kept.hasRemaining()) {
        channel.write(kept);
      }
    } catch (IOException e) {
      return; // stderr has the same line
    }
  }
}
