// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * This process has as many files open as it may (EMFILE). A walk keeps the folders above open, so a
 * deep model can need more than the limit.
 */
public final class TooManyOpenFilesException extends FileSystemException {
  private static final long serialVersionUID = 1L;

  /** What to do about it, which has nothing to do with permissions. */
  public static final String REMEDY =
      "raise the limit on the number of open files (ulimit -n) and run again";

  private static final Path ALWAYS_THERE = Path.of("/dev/null");

  /** Creates one for the file that could not be opened. */
  public TooManyOpenFilesException(String file) {
    super(file, null, "Too many open files");
  }

  /**
   * The reason of a failure to open something; the same failure if it is another one.
   *
   * <p>Java has no exception for it, so it is tried whether anything at all can be opened. To be
   * asked while what was open at the failure still is.
   */
  public static IOException or(IOException failure) {
    if (failure.getClass() != FileSystemException.class || canOpen()) {
      return failure;
    }
    var reason =
        new TooManyOpenFilesException(String.valueOf(((FileSystemException) failure).getFile()));
    reason.initCause(failure);
    return reason;
  }

  /** Twice, since Java needs two descriptors for a folder and gives one back when it fails. */
  private static boolean canOpen() {
    try (SeekableByteChannel one = Files.newByteChannel(ALWAYS_THERE);
        SeekableByteChannel two = Files.newByteChannel(ALWAYS_THERE)) {
      return one.isOpen() && two.isOpen();
    } catch (IOException e) {
      return false;
    }
  }
}
