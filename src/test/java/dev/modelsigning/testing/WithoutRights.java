// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The command line in a process that may read what its user may, and no more: root reads everything
 * otherwise.
 */
public final class WithoutRights {
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private WithoutRights() {}

  /** Whether the tests run as root. */
  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** A process in this folder; both streams are one. Skips where root cannot give rights up. */
  public static ProcessBuilder oms(Path folder, String... args) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      Assumptions.assumeTrue(Files.isExecutable(SETPRIV), "no setpriv on this machine");
      command.addAll(
          List.of(SETPRIV.toString(), "--bounding-set", "-dac_override,-dac_read_search", "--"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath(),
            "dev.modelsigning.cli.Oms"));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
  }

  /** With absolute paths, since the process has another working directory. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(":", -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }
}
