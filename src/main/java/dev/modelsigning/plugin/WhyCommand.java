// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kubectl oms why}: how a model came to its verdict. */
@Command(
    name = "why",
    description = {
      "Tells why a model has its verdict: signatures, policies, differing files, history, events.",
      "",
      "You need the right to read the ModelSignature; events are shown where you may list them."
    },
    footer = {"kubectl oms why minilm -n team-a"})
final class WhyCommand implements Callable<Integer> {
  private static final int EVENTS = 10;

  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "The name of the ModelSignature.")
  private String model = "";

  @Mixin private final ClusterArguments cluster = new ClusterArguments();

  WhyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Kubectl kubectl = cluster.kubectl(console);
    List<String> arguments =
        new ArrayList<>(List.of("get", ModelSignatures.named(model), "-o", "json"));
    arguments.addAll(cluster.namespace());
    ModelSignature found = ModelSignatures.one(kubectl.json(arguments));
    new WhyReport(found, console.clock().instant(), new Selecting(kubectl).modes())
        .lines()
        .forEach(console::line);
    events(kubectl, found.getMetadata().getNamespace()).forEach(console::line);
    return Exit.DONE.code();
  }

  private List<String> events(Kubectl kubectl, String namespace)
      throws CommandFailure, InterruptedException {
    Kubectl.Answer answer =
        kubectl.run(
            "get",
            "events",
            "-o",
            "json",
            "--namespace=" + namespace,
            "--field-selector=involvedObject.kind=ModelSignature,involvedObject.name=" + model);
    if (!answer.succeeded()) {
      return List.of("events: not readable: " + answer.problem());
    }
    List<String> lines =
        Kubectl.parsed(answer.out())
            .path("items")
            .valueStream()
            .sorted(Comparator.comparing(EventLines::time).reversed())
            .limit(EVENTS)
            .map(event -> "  " + EventLines.of(event))
            .toList();
    List<String> all = new ArrayList<>();
    all.add(lines.isEmpty() ? "events: none" : "events:");
    all.addAll(lines);
    return all;
  }
}
