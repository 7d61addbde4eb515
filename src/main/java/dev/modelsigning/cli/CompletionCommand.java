// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code oms completion}: a script with which a shell completes commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints a script with which a shell completes commands and options.",
      "",
      "bash: source <(oms completion bash)",
      "zsh:  autoload -U compinit && compinit && source <(oms completion zsh)",
      "fish: oms completion fish | source"
    })
final class CompletionCommand implements Callable<Integer> {
  /** A shell that has completion. */
  enum Shell {
    /** Bash. */
    BASH,
    /** Zsh, by its emulation of Bash's completion. */
    ZSH,
    /** Fish. */
    FISH
  }

  private final Console console;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().print(script(shell, CommandTree.of(console).visible()));
    return Exit.DONE.code();
  }

  static String script(Shell shell, CommandLine commands) {
    return switch (shell) {
      case BASH, ZSH -> AutoComplete.bash("oms", commands);
      case FISH -> new FishCompletion(commands).script();
    };
  }
}
