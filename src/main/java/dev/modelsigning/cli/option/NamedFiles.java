// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The files that a command line names, by whatever option: a signature must not be written over one
 * of them, and a secret must not be signed as a part of the model, with which it would be handed
 * out.
 */
public final class NamedFiles {
  /** A signature may replace these: one from before, and what is no part of the model. */
  private static final Set<String> REPLACEABLE =
      Set.of("--signature", "--reuse-digests-from", "--ignore-paths");

  private static final Set<String> SECRETS =
      Set.of("--private-key", "--password-file", "--identity-token-file");

  private final List<ArgSpec> arguments;

  /** The files that the arguments of a command name. */
  NamedFiles(@Nullable CommandSpec command) {
    this.arguments = command == null ? List.of() : List.copyOf(command.args());
  }

  private record Named(ArgSpec argument, Path file) {
    boolean isOf(Set<String> options) {
      return argument instanceof OptionSpec option
          && List.of(option.names()).stream().anyMatch(options::contains);
    }

    String text() {
      return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
  }

  /** Refuses a signature in the place of a file that the command reads. */
  public void refuseAsSignature(Console console, Path signature) throws CommandFailure {
    for (Named named : all(console)) {
      if (!named.isOf(REPLACEABLE) && isSame(named.file(), signature)) {
        throw CommandFailure.usage(
            "the signature cannot be written to "
                + signature
                + ": it would replace what "
                + named.text()
                + " names",
            "name another file with --signature");
      }
    }
  }

  /**
   * Refuses a key or another secret in the model.
   *
   * @param ignored names in the model that are left out
   */
  public void refuseSecretsIn(Console console, Path model, List<String> ignored)
      throws CommandFailure {
    for (Named named : all(console)) {
      Optional<String> name =
          named.isOf(SECRETS)
              ? ModelArguments.nameInModel(named.file(), model)
              : Optional.<String>empty();
      if (name.isPresent()
          && Files.isRegularFile(named.file())
          && ignored.stream().noneMatch(path -> (name.get() + "/").startsWith(path + "/"))) {
        throw CommandFailure.usage(
            "'"
                + name.get()
                + "' in the model is what "
                + named.text()
                + " names, a secret that would be signed and handed out with the model",
            "move it out of the model, or exclude it with --ignore-paths");
      }
    }
  }

  private List<Named> all(Console console) {
    List<Named> all = new ArrayList<>();
    for (ArgSpec argument : arguments) {
      Object value = argument.getValue();
      for (Object one : value instanceof Collection<?> several ? several : List.of(given(value))) {
        if (one instanceof Path file && !file.toString().isEmpty()) {
          all.add(new Named(argument, console.resolve(file)));
        }
      }
    }
    return all;
  }

  /** No option has a text that is a file. */
  private static Object given(@Nullable Object value) {
    return value == null ? "" : value;
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isRegularFile(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      return false; // one of them is not there
    }
  }
}
