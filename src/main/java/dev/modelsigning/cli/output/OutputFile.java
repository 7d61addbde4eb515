// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Files that a command writes, completely or not at all. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Refuses a place that cannot be written to, before the content is made.
   *
   * @param what what the file holds, such as "the signature"
   * @param option the option to correct
   */
  public static void check(Path file, String what, String option) throws CommandFailure {
    Path folder = folder(file);
    Optional<String> problem = problemWith(file, folder);
    if (problem.isPresent()) {
      throw CommandFailure.usage(
          what + " cannot be written to " + file + ": " + problem.get(),
          "name a new or an existing regular file in a writable folder with " + option);
    }
  }

  /** Only a regular file is replaced; a pipe, a device or a link serves another purpose. */
  private static Optional<String> problemWith(Path file, Path folder) {
    if (!Files.exists(folder)) {
      return Optional.of("its folder does not exist");
    }
    if (!Files.isDirectory(folder)) {
      return Optional.of(folder + " is not a directory");
    }
    if (Files.isSymbolicLink(file)) {
      return Optional.of("it is a symbolic link");
    }
    if (Files.isDirectory(file)) {
      return Optional.of("it is a directory");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return Optional.of("it is not a regular file");
    }
    return Files.isWritable(folder)
        ? Optional.empty()
        : Optional.of("the folder " + folder + " is not writable for this user");
  }

  private static Path folder(Path file) {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    return folder == null ? absolute : folder;
  }

  /**
   * Writes a temporary file in the same folder and renames it, so that a reader never sees a
   * partial file.
   */
  public static void write(Path file, byte[] content, String what, String option)
      throws CommandFailure {
    check(file, what, option);
    Path folder = folder(file);
    try {
      Path draft = Files.createTempFile(folder, ".oms-", ".tmp");
      try {
        Files.write(draft, content);
        readableByAll(draft);
        Files.move(
            draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          what + " cannot be written to " + file + ": the folder " + folder + " " + why(e),
          "free space or grant write access there, or name another file with " + option,
          e);
    }
  }

  /** About the folder, since the user does not know the temporary file. */
  private static String why(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "is not writable for this user";
      case FileSystemException failure when failure.getReason() != null ->
          "does not accept the file: " + failure.getReason();
      case FileSystemException failure -> "does not accept the file";
      default -> "does not accept the file: " + Causes.text(e);
    };
  }

  /** Temporary files are private to their owner; a signature is public. */
  private static void readableByAll(Path file) throws IOException {
    Set<String> views = file.getFileSystem().supportedFileAttributeViews();
    if (views.contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }
}
