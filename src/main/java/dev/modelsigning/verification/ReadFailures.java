// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Messages for read failures: those of {@code java.nio.file} are often just the file name. */
public final class ReadFailures {
  private ReadFailures() {}

  /** What is wrong with which file; a class name only if there is no message. */
  public static String text(IOException failure) {
    return switch (failure) {
      case NoSuchFileException e -> e.getFile() + " does not exist";
      case AccessDeniedException e -> e.getFile() + " cannot be accessed by this user";
      case NotDirectoryException e -> e.getFile() + " is not a directory";
      case FileSystemLoopException e -> e.getFile() + " is part of a loop of links";
      case FileSystemException e when e.getReason() == null -> e.getFile() + " cannot be accessed";
      default ->
          failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    };
  }
}
