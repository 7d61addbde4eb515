// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/**
 * Paths that the JVM was given as text. It replaces bytes that are not UTF-8 (in a locale without
 * UTF-8, all that are not ASCII) by U+FFFD, and would open the file that has this character in its
 * name instead of the one that was named.
 */
public final class PathText {
  private static final char REPLACEMENT = '\uFFFD';
  private static final String ESCAPED = "\\ufffd";
  private static final String LOCALE = "set one that is installed and has UTF-8: LC_ALL=C.UTF-8";

  private PathText() {}

  /** A path as the command line has it. */
  public static Path argument(Console console, String text) {
    if (text.isEmpty()) { // it would be the working directory
      throw new TypeConversionException(
          "the path is empty, as of a variable that is not set; the working directory is .");
    }
    if (text.equals("-")) {
      throw new TypeConversionException(
          "'-' names no file; write ./- for a file of that name; standard input, where a file is"
              + " read, is /dev/stdin");
    }
    Path path;
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "the path '%s' cannot be read in this locale; ".formatted(text) + LOCALE);
    }
    if (isLossy(text)) {
      throw new TypeConversionException(
          problem(text) + "; name the file by a path without such bytes");
    }
    if (endsLikeAFolder(text) && isFile(console.resolve(path))) {
      throw new TypeConversionException(
          "the path '%s' ends like that of a folder, and is a file; leave its end out"
              .formatted(text));
    }
    return path;
  }

  private static boolean endsLikeAFolder(String text) { // which a Path no longer says
    return text.endsWith("/") || text.endsWith("/.");
  }

  private static boolean isFile(Path path) {
    return Files.exists(path) && !Files.isDirectory(path);
  }

  /** Whether characters of the text may stand for bytes that are unknown. */
  public static boolean isLossy(String text) {
    return text.indexOf(REPLACEMENT) >= 0;
  }

  /** What keeps a lossy text from being a path; it names the place of the unknown bytes. */
  public static String problem(String text) {
    return "the path '"
        + text.replace(Character.toString(REPLACEMENT), ESCAPED)
        + "' is not UTF-8 where it shows "
        + ESCAPED
        + " (or has that character, which cannot be told apart)";
  }

  /**
   * Says on the console why nothing can be done in this working directory, in which relative paths
   * would name other files.
   *
   * @param directory the working directory as the JVM has it
   * @return whether that is so
   */
  public static boolean isRefused(Console console, String directory) {
    if (!isLossy(directory)) {
      return false;
    }
    console.note("error: of the working directory, " + problem(directory));
    console.note(
        "hint: change to a folder without such bytes in its path; for other letters, " + LOCALE);
    return true;
  }
}
