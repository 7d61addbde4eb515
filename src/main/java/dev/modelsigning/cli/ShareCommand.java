// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.CompletionCommand.Shell;
import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code oms share}: writes manual pages and completion scripts; the build calls it. */
@Command(
    name = "share",
    hidden = true,
    description = "Writes manual pages and completion scripts into the folders of a share folder.")
final class ShareCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "FOLDER", description = "Where they go; made when it is not there.")
  private Path folder = Path.of("");

  ShareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure {
    CommandLine root = CommandTree.of(console).visible();
    try {
      pages(root);
      write("bash-completion/completions/oms", CompletionCommand.script(Shell.BASH, root));
      write("fish/vendor_completions.d/oms.fish", CompletionCommand.script(Shell.FISH, root));
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.UNKNOWN, "nothing can be written: " + Causes.text(e), "name another FOLDER", e);
    }
    return Exit.DONE.code();
  }

  private void pages(CommandLine command) throws IOException {
    ManPage page = new ManPage(command);
    write("man/man1/" + page.name() + ".1", page.text());
    for (CommandLine below : command.getSubcommands().values()) {
      pages(below);
    }
  }

  private void write(String name, String text) throws IOException {
    Path file = console.resolve(folder).resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
