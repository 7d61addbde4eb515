// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.gate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Processes that are left of a command. As the first process of a container this one sees all:
 * every other process counts. Elsewhere those count that descend from this one or carry the mark of
 * the run in their environment; one that left both behind is not found.
 */
final class LeftoverProcesses {
  private static final Path PROC = Path.of("/proc");
  private static final long FIRST = 1;

  private LeftoverProcesses() {}

  /**
   * Those that still run.
   *
   * @param mark an entry of the environment that only processes of the run have
   */
  static List<ProcessHandle> of(String mark) {
    ProcessHandle self = ProcessHandle.current();
    Map<Long, ProcessHandle> left = new LinkedHashMap<>();
    self.descendants().forEach(process -> left.put(process.pid(), process));
    for (Path entry : entries()) {
      if (self.pid() == FIRST || isMarked(entry, mark)) {
        process(entry).ifPresent(process -> left.put(process.pid(), process));
      }
    }
    left.remove(self.pid());
    return left.values().stream()
        .filter(process -> process.isAlive() && !isZombie(process.pid()))
        .toList();
  }

  /** None where there is no /proc: then descendants are all that can be known. */
  private static List<Path> entries() {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      entries.forEach(found::add);
    } catch (IOException | DirectoryIteratorException e) {
      return List.copyOf(found);
    }
    return found;
  }

  private static Optional<ProcessHandle> process(Path entry) {
    Path name = entry.getFileName();
    try {
      return name == null ? Optional.empty() : ProcessHandle.of(Long.parseLong(name.toString()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isMarked(Path entry, String mark) {
    return Arrays.asList(read(entry.resolve("environ")).split("\0", -1)).contains(mark);
  }

  /** One that has ended and was not asked for its status: it does nothing any more. */
  private static boolean isZombie(long pid) {
    String stat = read(PROC.resolve(Long.toString(pid)).resolve("stat"));
    int end = stat.lastIndexOf(')');
    return end >= 0 && (stat.startsWith(") Z", end) || stat.startsWith(") X", end));
  }

  /** For people: the name and the number of a process. */
  static String named(ProcessHandle process) {
    String name = read(PROC.resolve(Long.toString(process.pid())).resolve("comm")).strip();
    return (name.isEmpty() ? "process" : name) + " " + process.pid();
  }

  /** Empty when the process is gone or belongs to somebody else. */
  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
