// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.Section;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A directory on a volume or in a container, by the names that lead to it from the root; the root
 * has none.
 *
 * @param names without empty ones and {@code .}; {@code ..} is kept, and a directory with it
 *     neither contains another nor is contained in one, because where it leads depends on links
 */
public record Directory(List<String> names) {
  private static final Map<List<String>, List<String>> ALIASES = aliases();

  /** The first names of aliases: most paths begin with none of them. */
  private static final Set<String> ALIASED =
      ALIASES.keySet().stream().map(List::getFirst).collect(Collectors.toUnmodifiableSet());

  private static final Pattern DRIVE = Pattern.compile("[a-z]:");
  private static final Pattern PROCESS = Pattern.compile("[0-9]+|(?:thread-)?self");

  /** Copies. */
  public Directory {
    names = List.copyOf(names);
  }

  /** Reads a subPath; absent is the root. */
  public static Directory of(@Nullable String path) {
    return new Directory(namesOf(path));
  }

  /**
   * Reads a path in a container. A relative one begins at the root, as it does for the kubelet, and
   * links that usual images have at their root are followed. One that leads through a process is
   * ambiguous.
   */
  static Directory inContainer(@Nullable String path) {
    List<String> names = namesOf(path);
    if (isOfProcess(names)) {
      return new Directory(List.of(names.getFirst(), ".."));
    }
    if (names.isEmpty() || !ALIASED.contains(names.getFirst())) {
      return new Directory(names);
    }
    for (int length = 1; length <= Math.min(2, names.size()); length++) {
      List<String> target = ALIASES.get(names.subList(0, length));
      if (target != null) {
        List<String> followed = new ArrayList<>(target);
        followed.addAll(names.subList(length, names.size()));
        return new Directory(followed);
      }
    }
    return new Directory(names);
  }

  /** What the kernel makes up there leads anywhere: to the root, to where a process works. */
  private static boolean isOfProcess(List<String> names) {
    return names.size() > 2
        && ((names.getFirst().equals("proc") && PROCESS.matcher(names.get(1)).matches())
            || (names.getFirst().equals("dev") && names.get(1).equals("fd")));
  }

  private static List<String> namesOf(@Nullable String path) {
    if (path == null || path.isEmpty()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    int start = 0;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      if (end > start && !(end == start + 1 && path.charAt(start) == '.')) {
        names.add(path.substring(start, end));
      }
      start = end + 1;
    }
    return names;
  }

  private static Map<List<String>, List<String>> aliases() {
    Map<List<String>, List<String>> aliases = new HashMap<>();
    for (String entry : Catalog.SHIPPED.entries(Section.PATH_ALIASES)) {
      int blank = entry.indexOf(' ');
      aliases.put(namesOf(entry.substring(0, blank)), namesOf(entry.substring(blank + 1)));
    }
    return Map.copyOf(aliases);
  }

  /** Whether the other directory is this one or lies below it. */
  boolean contains(Directory other) {
    return !isAmbiguous() && !other.isAmbiguous() && beginsWith(other.names, names);
  }

  private static boolean beginsWith(List<String> names, List<String> first) {
    if (first.size() > names.size()) {
      return false;
    }
    for (int i = 0; i < first.size(); i++) {
      if (!names.get(i).equals(first.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the last names of this directory are the first ones of the other. Both may be thousands
   * long and repeat themselves, so no name is compared again for each beginning: the time is linear
   * in the shorter one (the failure function of Knuth, Morris and Pratt).
   */
  boolean endsAsBeginningOf(Directory other) {
    int common = Math.min(names.size(), other.names.size());
    int[] border = borders(other.names.subList(0, common));
    int matched = 0;
    for (String name : names.subList(names.size() - common, names.size())) {
      while (matched > 0 && (matched == common || !name.equals(other.names.get(matched)))) {
        matched = border[matched - 1];
      }
      if (name.equals(other.names.get(matched))) {
        matched++;
      }
    }
    return matched > 0;
  }

  /**
   * Where this relative path, of a few dozen names at most, may lead below a mount: what remains of
   * it after each beginning with which the path of the mount ends, and all of it.
   */
  List<Directory> from(Directory mount) {
    List<Directory> remaining = new ArrayList<>();
    int most = Math.min(names.size() - 1, mount.names.size());
    for (int length = 0; length <= most; length++) {
      int end = mount.names.size();
      if (mount.names.subList(end - length, end).equals(names.subList(0, length))) {
        remaining.add(new Directory(names.subList(length, names.size())));
      }
    }
    return remaining;
  }

  /** For each beginning, how long the longest shorter beginning is that it ends with. */
  private static int[] borders(List<String> names) {
    int[] border = new int[names.size()];
    int length = 0;
    for (int i = 1; i < border.length; i++) {
      while (length > 0 && !names.get(i).equals(names.get(length))) {
        length = border[length - 1];
      }
      if (names.get(i).equals(names.get(length))) {
        length++;
      }
      border[i] = length;
    }
    return border;
  }

  /** Whether the names of the other directory are among those of this one, in a row. */
  boolean passes(Directory other) {
    return Collections.indexOfSubList(names, other.names) >= 0;
  }

  /** Whether both are known to have nothing in common. */
  public boolean isApartFrom(Directory other) {
    return !isAmbiguous() && !other.isAmbiguous() && !contains(other) && !other.contains(this);
  }

  /** Where the other directory lies below this one, which contains it. */
  Directory relative(Directory other) {
    return names.isEmpty()
        ? other
        : new Directory(other.names.subList(names.size(), other.names.size()));
  }

  /** A directory below this one. */
  Directory resolve(Directory below) {
    List<String> all = new ArrayList<>(names);
    all.addAll(below.names);
    return new Directory(all);
  }

  /** Whether the names include {@code ..}, so that where they lead is not known. */
  boolean isAmbiguous() {
    return names.contains("..");
  }

  /** The names as a file system may compare them that makes no difference between cases. */
  Directory inLowerCase() {
    return names.isEmpty()
        ? this
        : new Directory(names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
  }

  /**
   * The names as the least exact system compares them: on Windows a backslash is a slash, cases, a
   * drive, and blanks and dots at the end of a name make no difference.
   */
  Directory onAnySystem() {
    for (String name : names) {
      if (!isPlain(name)) {
        return new Directory(spelledAlike(names));
      }
    }
    return this;
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '\\' || c == ':' || c > '~' || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return !name.endsWith(".") && !name.endsWith(" ");
  }

  /** Without the blanks and dots at its end. */
  private static String trimmed(String name) {
    int end = name.length();
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
      end--;
    }
    return name.substring(0, end);
  }

  private static List<String> spelledAlike(List<String> names) {
    List<String> alike = new ArrayList<>();
    for (String name : names) {
      for (String part : name.toLowerCase(Locale.ROOT).split("\\\\", -1)) {
        String known = part.equals("..") ? part : trimmed(part);
        boolean drive = alike.isEmpty() && DRIVE.matcher(known).matches();
        if (!known.isEmpty() && !drive) {
          alike.add(known);
        }
      }
    }
    return alike;
  }

  /** As an absolute path. */
  String path() {
    return "/" + String.join("/", names);
  }

  /** For people. */
  String described() {
    return names.isEmpty() ? "the whole volume" : "the directory " + String.join("/", names);
  }
}
