// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A mistyped option. The parser complains first of what is missing, which may be the very option
 * that was mistyped.
 */
final class UnknownOption {
  private UnknownOption() {}

  /**
   * What to say of the first argument that looks like an option and is none of the command; empty
   * when there is none. What follows an option that takes a value is that value.
   */
  static Optional<String> among(String[] args, CommandLine command) {
    List<OptionSpec> options = command.getCommandSpec().options();
    for (int i = 0; i < args.length; i++) {
      String name = args[i].contains("=") ? args[i].substring(0, args[i].indexOf('=')) : args[i];
      if (name.equals("--")) {
        return Optional.empty();
      }
      Optional<OptionSpec> known =
          options.stream().filter(option -> names(option).anyMatch(name::equals)).findFirst();
      if (known.isPresent()) {
        i += name.equals(args[i]) ? known.get().arity().min() : 0;
      } else if (name.startsWith("--")) {
        return Optional.of("Unknown option: '" + name + "'" + nearest(name, options));
      }
    }
    return Optional.empty();
  }

  private static Stream<String> names(OptionSpec option) {
    return Stream.of(option.names())
        .flatMap(
            name ->
                option.negatable() && name.startsWith("--")
                    ? Stream.of(name, "--no-" + name.substring(2), "--no_" + name.substring(2))
                    : Stream.of(name));
  }

  private static String nearest(String name, List<OptionSpec> options) {
    return Nearest.suggestion(
        name,
        options.stream()
            .filter(option -> !option.hidden())
            .map(OptionSpec::longestName)
            .filter(candidate -> candidate.startsWith("--")),
        Math.max(3, name.length() / 2));
  }
}
