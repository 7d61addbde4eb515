// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code oms completion}: the script with which a shell completes commands and options. */
@Command(
    name = "completion",
    description = {
      "Prints the script with which a shell completes commands and options.",
      "",
      "bash: source <(oms completion bash)",
      "zsh:  autoload -U compinit && compinit && source <(oms completion zsh)",
      "fish: oms completion fish | source"
    },
    footer = {
      "oms completion bash > ~/.local/share/bash-completion/completions/oms",
      "oms completion fish > ~/.config/fish/completions/oms.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  /** A shell with completion. */
  enum Shell {
    /** Bash. */
    BASH,
    /** Zsh, through its emulation of Bash's completion. */
    ZSH,
    /** Fish. */
    FISH
  }

  private final Console console;

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().print(script(shell, CommandTree.of(console).whole()));
    return Exit.DONE.code();
  }

  static String script(Shell shell, CommandLine commands) {
    return switch (shell) {
      case BASH, ZSH -> AutoComplete.bash("oms", commands);
      case FISH -> new FishCompletion(commands).script();
    };
  }
}
