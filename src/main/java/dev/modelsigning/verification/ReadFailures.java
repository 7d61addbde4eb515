// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Words for what cannot be read: some of {@code java.nio.file} have a bare name as message. */
public final class ReadFailures {
  private ReadFailures() {}

  /** What is wrong with which file; never a class name where there is anything better. */
  public static String text(IOException failure) {
    return switch (failure) {
      case NoSuchFileException e -> e.getFile() + " does not exist";
      case AccessDeniedException e -> e.getFile() + " may not be accessed by this user";
      case NotDirectoryException e -> e.getFile() + " is not a directory";
      case FileSystemLoopException e -> e.getFile() + " is a loop of links";
      case FileSystemException e when e.getReason() == null -> e.getFile() + " cannot be accessed";
      default ->
          failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    };
  }
}
