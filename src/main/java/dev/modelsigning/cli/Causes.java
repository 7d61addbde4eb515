package dev.modelsigning.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Words for exceptions: those of {@code java.nio.file} carry a bare file name as their message. */
final class Causes {
  private Causes() {}

  static String text(Throwable cause) {
    return switch (cause) {
      case NoSuchFileException e -> e.getFile() + " does not exist";
      case AccessDeniedException e -> e.getFile() + " may not be accessed by this user";
      case NotDirectoryException e -> e.getFile() + " is not a directory";
      case FileSystemLoopException e -> e.getFile() + " is a loop of links";
      case FileSystemException e when e.getReason() == null -> e.getFile() + " cannot be accessed";
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }
}
