// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command, section 1, in the man macros of roff. */
final class ManualPage {
  private final CommandLine command;
  private final CommandSpec spec;
  private final List<String> lines = new ArrayList<>();

  ManualPage(CommandLine command) {
    this.command = command;
    this.spec = command.getCommandSpec();
  }

  /** Such as {@code oms-sign-key}. */
  String name() {
    return name(spec);
  }

  /** The name of a plugin of kubectl has a blank on the command line, and a hyphen elsewhere. */
  private static String name(CommandSpec spec) {
    return spec.qualifiedName("-").replace(' ', '-');
  }

  String text() {
    lines.add(".TH " + escaped(name()).toUpperCase(Locale.ROOT) + " 1 \"\" \"oms\"");
    List<String> description = List.of(spec.usageMessage().description());
    section("NAME");
    lines.add(escaped(name()) + " \\- " + escaped(firstLine(description)));
    section("SYNOPSIS");
    paragraph(new Help(spec, Help.defaultColorScheme(Ansi.OFF)).abbreviatedSynopsis().strip());
    section("DESCRIPTION");
    lines(description);
    parameters();
    options();
    commands();
    environment();
    exitStatus();
    examples();
    seeAlso();
    return String.join("\n", lines) + "\n";
  }

  private static String firstLine(List<String> description) {
    String first = description.isEmpty() ? "" : description.getFirst();
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  private void parameters() {
    if (!spec.positionalParameters().isEmpty()) {
      section("PARAMETERS");
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      entry("\\fI" + escaped(parameter.paramLabel()) + "\\fR", parameter.description());
    }
  }

  private void options() {
    section("OPTIONS");
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        entry(heading(option), option.description());
      }
    }
  }

  private static String heading(OptionSpec option) {
    List<String> names = new ArrayList<>();
    for (String name : option.names()) {
      boolean negatable = option.negatable() && name.startsWith("--");
      String shown = negatable ? "--[no-]" + name.substring(2) : name;
      names.add("\\fB" + escaped(shown) + "\\fR");
    }
    String value = option.arity().max() == 0 ? "" : " \\fI" + escaped(option.paramLabel()) + "\\fR";
    return String.join(", ", names) + value;
  }

  private void commands() {
    if (!command.getSubcommands().isEmpty()) {
      section("COMMANDS");
    }
    for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
      entry(
          "\\fB" + escaped(name() + "-" + below.getKey()) + "\\fR(1)",
          firstLine(List.of(below.getValue().getCommandSpec().usageMessage().description())) + ".");
    }
  }

  private void exitStatus() {
    CommandSpec listing = spec;
    while (listing.usageMessage().exitCodeList().isEmpty() && listing.parent() != null) {
      listing = listing.parent();
    }
    Map<String, String> codes = listing.usageMessage().exitCodeList();
    section("EXIT STATUS");
    codes.forEach((code, meaning) -> entry("\\fB" + escaped(code.strip()) + "\\fR", meaning));
  }

  private void environment() {
    section("ENVIRONMENT");
    for (EnvironmentVariable variable : EnvironmentVariable.values()) {
      if (variable.isReadBy(spec)) {
        entry("\\fB" + escaped(variable.name()) + "\\fR", variable.meaning());
      }
    }
  }

  /** The footer of the help, which is not filled, so that each line can be copied. */
  private void examples() {
    section("EXAMPLES");
    lines.add(".nf");
    for (String line : spec.usageMessage().footer()) {
      lines.add(line.isBlank() ? "" : escaped(line.stripTrailing()));
    }
    lines.add(".fi");
  }

  private void seeAlso() {
    if (spec.parent() != null) {
      section("SEE ALSO");
      lines.add("\\fB" + escaped(name(spec.parent())) + "\\fR(1)");
    }
  }

  private void section(String title) {
    lines.add(".SH " + title);
  }

  private void entry(String heading, String... description) {
    lines.add(".TP");
    lines.add(heading);
    lines.add(escaped(String.join(" ", description).replace("%n", " ").strip()));
  }

  /** Keeps line breaks, as the help does, rather than filling one paragraph. */
  private void lines(List<String> texts) {
    boolean after = false;
    for (String text : texts) {
      if (after && !text.isBlank()) {
        lines.add(".br");
      }
      paragraph(text);
      after = !text.isBlank();
    }
  }

  private void paragraph(String text) {
    lines.add(text.isBlank() ? ".PP" : escaped(text.replace("%n", " ").strip()));
  }

  /** Text that roff takes neither as a request nor as an escape, with its hyphens kept. */
  private static String escaped(String text) {
    String plain = text.replace("%%", "%").replace("\\", "\\e").replace("-", "\\-");
    boolean request = plain.startsWith(".") || plain.startsWith("'");
    return request ? "\\&" + plain : plain;
  }
}
