// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.gate;

import dev.modelsigning.cli.output.Causes;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code oms gate}: verifies a folder that was downloaded, against trust that the operator
 * published, and ends with 0 only when every given trust accepts it. With a command it runs that
 * first, and keeps its exit status when it fails.
 */
@Command(
    name = "gate",
    description =
        "Verifies a downloaded model against the trust that the operator publishes into a namespace, as an init"
            + " container does before the server starts. With a command after '--', runs that first: its failure"
            + " is the result, and processes that it leaves behind are ended and refused.",
    footer = {
      "oms gate /mnt/models --trust /gate/trust/production-models",
      "oms gate /mnt/models --trust /gate/trust/production-models -- python /download.py hf://example/m /mnt/models"
    })
public final class GateCommand implements Callable<Integer> {
  /** The name of the bundle in a model where none is named. */
  static final String DEFAULT_SIGNATURE = "model.sig";

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "MODEL_DIR",
      description = "The folder with the model, by a path without links.")
  private Path model = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description =
          "After '--': a command that fetches the model, and its arguments. It gets the environment of oms, and"
              + " the variable OMS_GATE_RUN, by which the processes that it starts are found.")
  private List<String> command = List.of();

  @Option(
      names = "--trust",
      required = true,
      paramLabel = "FILE",
      description =
          "Trust that the operator published for a policy, or a folder with nothing else. May be repeated; each"
              + " of them has to accept the model.")
  private List<Path> trust = List.of();

  @Option(
      names = "--signature",
      paramLabel = "SIGNATURE_PATH",
      description =
          "The signature file, inside or outside of the model. May be repeated for several signers, up to 8."
              + " Default: model.sig in MODEL_DIR.")
  private List<Path> signatures = List.of();

  @Option(
      names = "--termination-log",
      paramLabel = "FILE",
      description =
          "The file that gets the result in one line, if it exists; /dev/termination-log by default.")
  private Path terminationLog = Path.of("/dev/termination-log");

  public GateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    TerminationMessage message = new TerminationMessage(console.resolve(terminationLog));
    try {
      TrustFiles files = new TrustFiles(trust.stream().map(console::resolve).toList());
      files.read(); // before a long download, so that a wrong path is found at once
      if (!command.isEmpty()) {
        int exit = new Downloader(console).run(command);
        if (exit != 0) {
          message.write("the command ended with exit status " + exit + "; nothing was verified");
          return exit;
        }
      }
      Outcome outcome = new GateRun(console, model(), signatures()).check(files.read());
      message.write(outcome.text());
      console.note(outcome.text());
      return outcome.exit().code();
    } catch (CommandFailure failure) {
      message.write(Causes.text(failure));
      throw failure;
    }
  }

  private Path model() {
    return console.resolve(model);
  }

  private List<Path> signatures() throws CommandFailure {
    if (signatures.size() > GateRun.MAX_SIGNATURES) {
      throw CommandFailure.usage(
          "there are " + signatures.size() + " signature files",
          "name at most " + GateRun.MAX_SIGNATURES + " with --signature");
    }
    return signatures.isEmpty()
        ? List.of(model().resolve(DEFAULT_SIGNATURE))
        : signatures.stream().map(console::resolve).distinct().toList();
  }

  /**
   * How the verification ended.
   *
   * @param text one line for people
   */
  record Outcome(Exit exit, String text) {}
}
