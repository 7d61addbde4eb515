// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.cli.output.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** One run of the plugin in this process, and what it printed. */
public record PluginRun(int exit, String out, String err) {
  /** Runs a command in a folder. */
  public static PluginRun of(Path folder, Map<String, String> environment, String... arguments) {
    return of(folder, environment, Clock.systemUTC(), arguments);
  }

  static PluginRun of(
      Path folder, Map<String, String> environment, Clock clock, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            environment,
            folder.toAbsolutePath(),
            clock);
    int exit = KubectlOms.run(console, arguments);
    return new PluginRun(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
