// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;

/**
 * Files that a command writes: completely or not at all where the file system can rename, and in
 * place where it cannot, as with object stores that are mounted.
 */
public final class OutputFile {
  private static final String PREFIX = ".oms-";
  private static final String SUFFIX = ".tmp";
  private static final int STICKY = 0x200;
  private static final int ROOT = 0;
  private static final String ROOM =
      "free space, raise the limit on the size of files (ulimit -f) or grant write access there,"
          + " or name another file with ";

  private OutputFile() {}

  /**
   * Refuses a place that cannot be written to, before the content is made. It tries what {@link
   * #write} will do, since neither permissions nor the kind of a file system tell: a small file is
   * created, renamed and removed.
   *
   * @param what what the file holds, such as "the signature"
   * @param option the option to correct
   */
  public static void check(Path file, String what, String option) throws CommandFailure {
    check(file, what, option, FileOperations.OF_THE_SYSTEM);
  }

  static void check(Path file, String what, String option, FileOperations operations)
      throws CommandFailure {
    Path folder = folder(file);
    Optional<String> unsuitable = problemWith(file, folder);
    Optional<String> problem = unsuitable.or(() -> problemOfTrying(file, folder, operations));
    if (problem.isPresent()) {
      throw CommandFailure.usage(
          what + " cannot be written to " + file + ": " + problem.get(),
          unsuitable.isPresent()
              ? "name a new or an existing regular file in a writable folder with " + option
              : ROOM + option);
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
    return Files.exists(file) && !Files.isRegularFile(file)
        ? Optional.of("it is not a regular file")
        : problemWithName(file);
  }

  /** A name that no file can have, as one that is too long, is no missing file. */
  private static Optional<String> problemWithName(Path file) {
    try {
      Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Optional.empty();
    } catch (NoSuchFileException | AccessDeniedException e) {
      return Optional.empty(); // what cannot be entered is told when it is tried
    } catch (FileSystemException e) {
      return Optional.of("no file can have this path: " + e.getReason());
    } catch (IOException e) {
      return Optional.of("no file can have this path: " + Causes.text(e));
    }
  }

  private static Optional<String> problemOfTrying(
      Path file, Path folder, FileOperations operations) {
    Path draft;
    try {
      draft = Files.createTempFile(folder, PREFIX, SUFFIX);
    } catch (IOException e) {
      return Optional.of("the folder " + folder + " " + why(e));
    }
    Path left = draft;
    Optional<String> problem = Optional.empty();
    try {
      Files.write(draft, new byte[] {'\n'});
      Path renamed = folder.resolve(draft.getFileName() + ".2");
      if (canRename(draft, renamed, operations)) {
        left = renamed;
        problem = problemOfReplacing(file, left, operations);
      } else if (Files.exists(file)) {
        operations.open(file);
      }
    } catch (IOException e) {
      problem = Optional.of("the folder " + folder + " " + why(e));
    }
    try {
      operations.delete(left);
    } catch (IOException e) {
      // Left in a model it would be a file that nobody signed.
      return Optional.of(
          "the folder " + folder + " keeps a file that was written to try it; remove " + left);
    }
    return problem;
  }

  /**
   * A file with attributes that keep it from being replaced does not open either, whatever its mode
   * is. One that its mode keeps from opening can be replaced.
   *
   * @param own a file that this user made in the same folder
   */
  private static Optional<String> problemOfReplacing(
      Path file, Path own, FileOperations operations) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (isKeptFor(file, own, operations)) {
        return Optional.of(
            "it is there and belongs to another user, and in a folder with the sticky bit only its"
                + " owner can replace it");
      }
      operations.open(file);
      return Optional.empty();
    } catch (AccessDeniedException e) {
      return Optional.empty();
    } catch (FileSystemException e) {
      return Optional.of("it is there, and cannot be replaced: " + e.getReason());
    } catch (IOException e) {
      return Optional.of("it is there, and cannot be replaced: " + Causes.text(e));
    }
  }

  /** Of the owner of a file in a folder with the sticky bit; root may replace it all the same. */
  private static boolean isKeptFor(Path file, Path own, FileOperations operations)
      throws IOException {
    Path folder = folder(file);
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")
        || ((Integer) Files.getAttribute(folder, "unix:mode") & STICKY) == 0) {
      return false;
    }
    int user = operations.owner(own);
    return user != ROOT && user != operations.owner(file) && user != operations.owner(folder);
  }

  private static boolean canRename(Path from, Path to, FileOperations operations) {
    try {
      operations.rename(from, to);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path folder(Path file) {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    return folder == null ? absolute : folder;
  }

  /**
   * Writes a temporary file in the same folder and renames it, so that a reader never sees a
   * partial file; in place if the folder cannot rename.
   */
  public static void write(Path file, byte[] content, String what, String option)
      throws CommandFailure {
    write(file, content, what, option, FileOperations.OF_THE_SYSTEM);
  }

  static void write(
      Path file, byte[] content, String what, String option, FileOperations operations)
      throws CommandFailure {
    check(file, what, option, operations);
    Path folder = folder(file);
    try {
      if (!writeAndRename(file, folder, content, operations)) {
        writeInPlace(file, content, operations);
      }
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          what + " cannot be written to " + file + ": the folder " + folder + " " + why(e),
          ROOM + option,
          e);
    }
  }

  /**
   * False if the folder cannot rename. Temporary files are private to their owner; a signature is
   * public. A mount without permissions of its own shows those that it was mounted with.
   */
  private static boolean writeAndRename(
      Path file, Path folder, byte[] content, FileOperations operations) throws IOException {
    Path draft = Files.createTempFile(folder, PREFIX, SUFFIX);
    try {
      Files.write(draft, content);
      operations.makeReadableByAll(draft);
      return canRename(draft, file, operations);
    } finally {
      operations.delete(draft);
    }
  }

  /** Removes the file unless it holds the whole content afterwards. */
  private static void writeInPlace(Path file, byte[] content, FileOperations operations)
      throws IOException {
    boolean complete = false;
    try {
      Files.write(file, content);
      complete = Arrays.equals(operations.read(file), content);
    } finally {
      if (!complete) {
        operations.delete(file);
      }
    }
    if (!complete) {
      throw new IOException("what was read back is not what was written");
    }
    operations.makeReadableByAll(file);
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
}
