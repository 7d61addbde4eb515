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

/** Files a command leaves behind: whole or not at all. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Refuses a place where nothing could be written, before what is to be written is made.
   *
   * @param what what the file is for, as in "the signature"
   * @param option the option to correct
   */
  public static void check(Path file, String what, String option) throws CommandFailure {
    Path folder = folder(file);
    Optional<String> problem = problemWith(file, folder);
    if (problem.isPresent()) {
      throw CommandFailure.usage(
          what + " cannot be written to " + file + ": " + problem.get(),
          "name a new file, or an earlier one, in a folder that is there and may be written to with "
              + option);
    }
  }

  /** Only a regular file is replaced: a pipe, a device or a link has another purpose. */
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
      return Optional.of("it is a pipe, a device or the like, not a regular file");
    }
    return Files.isWritable(folder)
        ? Optional.empty()
        : Optional.of("this user may not write to the folder " + folder);
  }

  private static Path folder(Path file) {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    return folder == null ? absolute : folder;
  }

  /**
   * Writes beside the file first and then takes its place, so that a reader never sees half of it.
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
          "make room or rights there, or name another file with " + option,
          e);
    }
  }

  /** In words about the folder: the draft that could not be written is nobody's concern. */
  private static String why(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "may not be written to by this user";
      case FileSystemException failure when failure.getReason() != null ->
          "takes no file: " + failure.getReason();
      case FileSystemException failure -> "takes no file";
      default -> "takes no file: " + Causes.text(e);
    };
  }

  /** A signature is public; the file beside it was made for its owner's eyes only. */
  private static void readableByAll(Path file) throws IOException {
    Set<String> views = file.getFileSystem().supportedFileAttributeViews();
    if (views.contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }
}
