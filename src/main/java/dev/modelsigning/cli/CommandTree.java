// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import dev.modelsigning.cli.gate.GateCommand;
import dev.modelsigning.cli.measure.MeasureCommand;
import dev.modelsigning.cli.output.Console;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * The commands of {@code oms}. Reading the annotations of all of them takes a third of a short run,
 * so when the arguments name a command, only that one is created; anything else, such as help or a
 * misspelt command, is parsed with the whole tree.
 */
public final class CommandTree {
  /** A command and its subcommands, each created on demand. */
  private record Node(Supplier<Object> command, Map<String, Node> below) {}

  private final Node root;

  private CommandTree(Node root) {
    this.root = root;
  }

  /** A tree whose commands write to this console. */
  public static CommandTree of(Console console) {
    Map<String, Node> sign = new LinkedHashMap<>();
    sign.put("key", leaf(() -> new SignKeyCommand(console)));
    sign.put("certificate", leaf(() -> new SignCertificateCommand(console)));
    sign.put("sigstore", leaf(() -> new SignSigstoreCommand(console)));
    sign.put("pkcs11-key", leaf(() -> new SignPkcs11KeyCommand(console)));
    sign.put("pkcs11-certificate", leaf(() -> new SignPkcs11CertificateCommand(console)));
    Map<String, Node> verify = new LinkedHashMap<>();
    verify.put("key", leaf(() -> new VerifyKeyCommand(console)));
    verify.put("certificate", leaf(() -> new VerifyCertificateCommand(console)));
    verify.put("sigstore", leaf(() -> new VerifySigstoreCommand(console)));
    Map<String, Node> all = new LinkedHashMap<>();
    all.put("sign", new Node(SignCommand::new, sign));
    all.put("verify", new Node(VerifyCommand::new, verify));
    all.put("digest", leaf(() -> new DigestCommand(console)));
    all.put("inspect", leaf(() -> new InspectCommand(console)));
    all.put("gate", leaf(() -> new GateCommand(console)));
    all.put("measure", leaf(() -> new MeasureCommand(console)));
    all.put("completion", leaf(() -> new CompletionCommand(console)));
    return new CommandTree(new Node(OmsCommand::new, all));
  }

  private static Node leaf(Supplier<Object> command) {
    return new Node(command, Map.of());
  }

  /** The commands that these arguments can reach. */
  CommandLine commandLine(String... args) {
    Node named = root;
    int depth = 0;
    while (depth < args.length && named.below().containsKey(args[depth])) {
      named = named.below().get(args[depth]);
      depth++;
    }
    return named.below().isEmpty() ? branch(root, 0, args) : whole(root);
  }

  /** All commands, for help, manual pages and completion. */
  public CommandLine whole() {
    return whole(root);
  }

  private static CommandLine branch(Node node, int depth, String... args) {
    CommandLine line = new CommandLine(node.command().get());
    return node.below().isEmpty()
        ? line
        : line.addSubcommand(branch(child(node, args[depth]), depth + 1, args));
  }

  private static Node child(Node node, String name) {
    return Objects.requireNonNull(node.below().get(name), name);
  }

  private static CommandLine whole(Node node) {
    CommandLine line = new CommandLine(node.command().get());
    node.below().values().forEach(below -> line.addSubcommand(whole(below)));
    return line;
  }
}
