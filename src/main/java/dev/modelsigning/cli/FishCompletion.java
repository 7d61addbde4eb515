// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The completion script for fish, which picocli does not generate. */
final class FishCompletion {
  /** A function that succeeds if the words so far are these commands, and nothing else with -x. */
  private static final String AT =
      """
      function __fish_oms_at
          set -l exact 0
          if test "$argv[1]" = -x
              set exact 1
              set -e argv[1]
          end
          set -l words (commandline -opc)
          set -e words[1]
          set -l wanted (count $argv)
          test (count $words) -ge $wanted; or return 1
          test $exact = 0; or test (count $words) = $wanted; or return 1
          test $wanted = 0; or test "$words[1..$wanted]" = "$argv"
      end
      """;

  private final CommandLine root;
  private final StringBuilder script = new StringBuilder(4096);

  FishCompletion(CommandLine root) {
    this.root = root;
  }

  String script() {
    script.append("# Completion of oms for fish: oms completion fish | source\n").append(AT);
    script.append("complete -c oms -f\n");
    add(root, "");
    return script.toString();
  }

  private void add(CommandLine command, String path) {
    CommandSpec spec = command.getCommandSpec();
    for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
      CommandSpec child = below.getValue().getCommandSpec();
      line("__fish_oms_at -x" + path, "-a " + below.getKey(), child.usageMessage().description());
    }
    String here = "__fish_oms_at" + path;
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        line(here, flags(option), option.description());
      }
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      script.append("complete -c oms -n ").append(quoted(here)).append(' ');
      script.append(values(parameter)).append('\n');
    }
    for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
      add(below.getValue(), path + " " + below.getKey());
    }
  }

  private static String flags(OptionSpec option) {
    StringBuilder flags = new StringBuilder();
    for (String name : option.names()) {
      // The spelling with underscores is accepted, but not offered.
      if (name.startsWith("--") && !name.contains("_")) {
        flags.append("-l ").append(name, 2, name.length()).append(' ');
      } else if (!name.startsWith("--")) {
        flags.append("-s ").append(name, 1, name.length()).append(' ');
      }
    }
    return option.arity().max() == 0 ? flags.toString().strip() : flags + "-r " + values(option);
  }

  /** The possible values; files where any text is possible. */
  private static String values(ArgSpec argument) {
    Iterable<String> candidates = argument.completionCandidates();
    return candidates == null
        ? "-F"
        : "-f -a " + quoted(String.join(" ", candidates).toLowerCase(Locale.ROOT));
  }

  private void line(String condition, String what, String... description) {
    script
        .append("complete -c oms -n ")
        .append(quoted(condition))
        .append(' ')
        .append(what)
        .append(" -d ")
        .append(quoted(firstSentence(description)))
        .append('\n');
  }

  private static String firstSentence(String... description) {
    String text = String.join(" ", List.of(description)).replace("%n", " ").strip();
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
