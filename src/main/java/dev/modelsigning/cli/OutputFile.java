package dev.modelsigning.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files a command leaves behind: whole or not at all. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Writes beside the file first and then takes its place, so that a reader never sees half of it.
   */
  static void write(Path file, byte[] content, String what, String option) throws CommandFailure {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw CommandFailure.usage(
          what + " cannot be written to " + file + ": its folder does not exist",
          "make the folder, or name another file with " + option);
    }
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
          what + " cannot be written to " + file + ": " + Causes.text(e),
          "make room or rights there, or name another file with " + option,
          e);
    }
  }

  /** A signature is public; the file beside it was made for its owner's eyes only. */
  private static void readableByAll(Path file) throws IOException {
    Set<String> views = file.getFileSystem().supportedFileAttributeViews();
    if (views.contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }
}
