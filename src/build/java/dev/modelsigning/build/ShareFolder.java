// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.build;

import dev.modelsigning.cli.CommandTree;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.plugin.KubectlOms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;

/**
 * Writes the manual pages of {@code oms} and {@code kubectl oms}, and the completion files of
 * {@code oms}, into the folders of a share folder, all of them made from the commands themselves.
 *
 * <p>Usage: {@code java dev.modelsigning.build.ShareFolder FOLDER}.
 */
public final class ShareFolder {
  private final Path folder;

  private ShareFolder(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    write(folder);
    writePlugin(folder);
  }

  /** Writes the manual pages of {@code kubectl oms}; folders that are missing are made. */
  public static void writePlugin(Path folder) throws IOException {
    new ShareFolder(folder).pages(KubectlOms.commands(console(new ByteArrayOutputStream())));
  }

  /** Writes all files of {@code oms}; folders that are missing are made. */
  public static void write(Path folder) throws IOException {
    ShareFolder share = new ShareFolder(folder);
    share.pages(CommandTree.of(console(new ByteArrayOutputStream())).whole());
    share.write("bash-completion/completions/oms", completion("bash"));
    share.write("fish/vendor_completions.d/oms.fish", completion("fish"));
  }

  private void pages(CommandLine command) throws IOException {
    ManualPage page = new ManualPage(command);
    write("man/man1/" + page.name() + ".1", page.text());
    for (CommandLine below : command.getSubcommands().values()) {
      pages(below);
    }
  }

  /** What {@code oms completion} prints. */
  private static String completion(String shell) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommandLine commands = CommandTree.of(console(out)).whole();
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    int exit = commands.execute("completion", shell);
    if (exit != 0) {
      throw new IllegalStateException("oms completion " + shell + " exits with " + exit);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Console console(ByteArrayOutputStream out) {
    return new Console(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        System.err,
        false,
        Map.of(),
        Path.of("").toAbsolutePath(),
        Clock.systemUTC());
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
