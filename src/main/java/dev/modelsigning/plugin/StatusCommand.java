// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kubectl oms status}: the models of a namespace or of the cluster. */
@Command(
    name = "status",
    description = {
      "Shows models: their verdicts, signers, when they were measured, and which pods run them.",
      "",
      "You need the right to list ModelSignatures; pods are shown where you may list them."
    },
    footer = {
      "kubectl oms status -n team-a",
      "kubectl oms status -A",
      "kubectl oms status -n team-a -w"
    })
final class StatusCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = {"-A", "--all-namespaces"},
      description = "The models of all namespaces.")
  private boolean all;

  @Option(
      names = {"-w", "--watch"},
      description = {
        "Then prints a line whenever one changes, with bytes, rate and remaining time while it is",
        "measured, until it is interrupted."
      })
  private boolean watch;

  @Mixin private final ClusterArguments cluster = new ClusterArguments();

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Kubectl kubectl = cluster.kubectl(console);
    if (watch) {
      watch(kubectl);
      return Exit.DONE.code();
    }
    List<ModelSignature> models = ModelSignatures.of(kubectl.json(arguments("get")));
    if (models.isEmpty()) {
      console.note(all ? "no ModelSignature exists" : "no ModelSignature exists in this namespace");
      return Exit.DONE.code();
    }
    RunningPods pods = RunningPods.read(kubectl, scope());
    new StatusTable(console.clock().instant(), new Selecting(kubectl).modes())
        .lines(models, pods)
        .forEach(console::line);
    return Exit.DONE.code();
  }

  private List<String> scope() {
    return all ? List.of("--all-namespaces") : cluster.namespace();
  }

  private List<String> arguments(String verb, String... more) {
    List<String> arguments = new ArrayList<>(List.of(verb, ModelSignatures.RESOURCE));
    arguments.addAll(List.of("-o", "json"));
    arguments.addAll(List.of(more));
    arguments.addAll(scope());
    return arguments;
  }

  private void watch(Kubectl kubectl) throws CommandFailure, InterruptedException {
    Process process = kubectl.stream(arguments("get", "--watch", "--output-watch-events"));
    try (MappingIterator<JsonNode> changes =
        Kubectl.MAPPER.readerFor(JsonNode.class).readValues(process.getInputStream())) {
      while (changes.hasNextValue()) {
        JsonNode change = changes.nextValue();
        ModelSignature model = ModelSignatures.one(change.path("object"));
        boolean deleted = change.path("type").asText().equals("DELETED");
        console.line(
            ProgressLine.of(model, console.clock().instant()) + (deleted ? ", deleted" : ""));
        console.out().flush();
      }
    } catch (IOException e) {
      throw new CommandFailure(
          Exit.UNKNOWN,
          "the changes that kubectl prints cannot be read: " + e.getMessage(),
          "run the command again",
          e);
    } finally {
      process.destroy();
    }
    int exit = process.waitFor();
    if (exit != 0) {
      throw new CommandFailure(
          Exit.UNKNOWN, "kubectl get --watch exits with " + exit, "run the command again");
    }
  }
}
