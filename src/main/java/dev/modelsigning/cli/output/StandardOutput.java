// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output of this process, in UTF-8, which is flushed by whoever ends the process. */
public final class StandardOutput extends PrintStream {
  private static final Path DESCRIPTOR = Path.of("/proc/self/fd/1");

  /** The type of a file in its mode, by inode(7). */
  private static final int TYPE = 0170000;

  private static final int FIFO = 0010000;
  private static final int SOCKET = 0140000;

  public StandardOutput() {
    super(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
  }

  /** Whether it goes to another program, so that what is lost is lost for want of a reader. */
  boolean isPipe() {
    try {
      int type = (int) Files.getAttribute(DESCRIPTOR, "unix:mode") & TYPE;
      return type == FIFO || type == SOCKET;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false; // not on Linux
    }
  }
}
