// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Console;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every verb and option of the Python reference is here too, in both spellings, or has a reason.
 */
class ReferenceOptionsIT {
  private static final Pattern OPTION = Pattern.compile("--[a-z0-9][a-z0-9_-]*");
  private static final Pattern COMMAND = Pattern.compile("(?m)^ {2}([a-z0-9-]+) {2,}");

  /** Options of the reference that are not here, with the reason. */
  private static final Map<String, String> ABSENT =
      Map.of("--log-level", "oms writes no log: results go to stdout, errors to stderr");

  @TempDir private Path folder;

  private String help(String command) throws Exception {
    List<String> args = new ArrayList<>(List.of(command.split(" ")));
    args.removeIf(String::isEmpty);
    args.add("--help");
    OmsProcess run = OmsProcess.reference(folder, args.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
    return run.out();
  }

  /** The options of the help's own section; the prose before it names those of other commands. */
  private static Set<String> options(String help) {
    Set<String> options = new TreeSet<>();
    Matcher matcher = OPTION.matcher(help.substring(help.indexOf("\nOptions:")));
    while (matcher.find()) {
      options.add(matcher.group());
    }
    return options;
  }

  private CommandSpec ours(String command) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    CommandLine line =
        Oms.commandLine(new Console(nowhere, nowhere, false, Map.of(), folder, clock));
    for (String name : List.of(command.split(" "))) {
      if (!name.isEmpty()) {
        line = Objects.requireNonNull(line.getSubcommands().get(name), "oms " + command);
      }
    }
    return line.getCommandSpec();
  }

  private static Set<String> names(CommandSpec command) {
    Set<String> names = new TreeSet<>(command.optionsMap().keySet());
    names.addAll(command.negatedOptionsMap().keySet());
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sign",
        "sign key",
        "sign certificate",
        "sign sigstore",
        "sign pkcs11-key",
        "sign pkcs11-certificate",
        "verify",
        "verify key",
        "verify certificate",
        "verify sigstore"
      })
  void takesEveryOptionInBothSpellings(String command) throws Exception {
    Set<String> theirs = options(help(command));
    theirs.removeAll(ABSENT.keySet());

    Set<String> wanted = new TreeSet<>();
    for (String option : theirs) {
      String words = option.substring(2);
      wanted.add("--" + words.replace('_', '-'));
      // picocli negates by a prefix; the words behind it are spelled either way.
      String prefix = words.startsWith("no-") ? "no-" : "";
      wanted.add("--" + prefix + words.substring(prefix.length()).replace('-', '_'));
    }

    assertThat(names(ours(command))).as("oms " + command).containsAll(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sign", "verify"})
  void hasEveryCommand(String command) throws Exception {
    String help = help(command);
    Matcher matcher = COMMAND.matcher(help.substring(help.indexOf("\nCommands:")));
    Set<String> theirs = new TreeSet<>();
    while (matcher.find()) {
      theirs.add(matcher.group(1));
    }

    assertThat(theirs).isNotEmpty();
    assertThat(ours(command).subcommands().keySet()).containsAll(theirs);
  }

  @Test
  void leavesNothingOutThatTheReferenceNoLongerHas() throws Exception {
    assertThat(options(help(""))).containsAll(ABSENT.keySet());
  }
}
