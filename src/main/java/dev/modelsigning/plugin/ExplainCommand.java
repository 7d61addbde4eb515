// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.plugin.manifest.Manifests;
import dev.modelsigning.plugin.manifest.PodTemplates;
import dev.modelsigning.plugin.manifest.PodTemplates.TemplatePod;
import dev.modelsigning.plugin.manifest.UnusableManifestException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kubectl oms explain}: why the pods of an object are admitted or refused. */
@Command(
    name = "explain",
    description = {
      "Explains why pods are admitted or refused, source by source.",
      "",
      "It asks the API server for a dry run of the pod, or of the pod that a workload's template"
          + " makes, and the webhook for its reasons. Nothing is created. You need the right to"
          + " create pods in the namespace."
    },
    footer = {
      "kubectl oms explain pod/server-0 -n team-a",
      "kubectl oms explain deploy/server -n team-a",
      "kubectl oms explain -f deployment.yaml"
    })
final class ExplainCommand implements Callable<Integer> {
  /** Nothing that kubectl would take for an option. */
  private static final Pattern NAMED = Pattern.compile("[^-/][^/]*/[^/]+");

  private final Console console;

  @Parameters(
      paramLabel = "KIND/NAME",
      arity = "0..2",
      description = {
        "A pod, or a workload: Deployment, StatefulSet, DaemonSet, ReplicaSet, Job, CronJob,",
        "LeaderWorkerSet or InferenceService; with the short names that kubectl knows.",
        "KIND NAME means the same."
      })
  private List<String> target = List.of();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      description = {
        "Manifests in YAML or JSON, instead of an object of the cluster; - reads standard input.",
        "May be given several times."
      })
  private List<Path> files = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text or json. Default: text.")
  private OutputFormat format = OutputFormat.TEXT;

  @Mixin private final ClusterArguments cluster = new ClusterArguments();

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException {
    Kubectl kubectl = cluster.kubectl(console);
    List<ObjectNode> objects = objects(kubectl);
    List<PodReport> reports = new ArrayList<>();
    DryRun dryRun = new DryRun(kubectl, cluster.namespace());
    for (ObjectNode object : objects) {
      for (TemplatePod pod : pods(kubectl, object)) {
        reports.add(new PodReport(pod.origin(), dryRun.of(pod)));
      }
    }
    if (reports.isEmpty()) {
      throw CommandFailure.usage(
          "nothing that was named makes pods: "
              + String.join(", ", objects.stream().map(Manifests::nameOf).toList()),
          "name a pod or a workload that is listed in kubectl oms explain --help");
    }
    List<String> assumptions =
        objects.stream().flatMap(object -> PodTemplates.leftOut(object).stream()).toList();
    PodReport.print(console, format, reports, assumptions);
    if (format == OutputFormat.TEXT && files.isEmpty()) {
      new Refusals(kubectl).of(objects.getFirst()).forEach(console::line);
    }
    return PodReport.exit(reports);
  }

  private List<ObjectNode> objects(Kubectl kubectl) throws CommandFailure, InterruptedException {
    if (target.isEmpty() == files.isEmpty()) {
      throw CommandFailure.usage(
          target.isEmpty() ? "nothing to explain is named" : "both an object and a file are named",
          "name one of them, such as deploy/server or -f deployment.yaml");
    }
    return target.isEmpty() ? read() : List.of(stored(kubectl, String.join("/", target)));
  }

  private List<ObjectNode> read() throws CommandFailure {
    Manifests manifests = new Manifests();
    List<ObjectNode> objects = new ArrayList<>();
    try {
      for (Path file : files) {
        objects.addAll(
            manifests.read(InputText.nameOf(console, file), InputText.of(console, file)));
      }
      return objects;
    } catch (UnusableManifestException e) {
      throw CommandFailure.usage(e.text(), "correct the manifest; kubectl apply would refuse it");
    }
  }

  private ObjectNode stored(Kubectl kubectl, String name)
      throws CommandFailure, InterruptedException {
    if (!NAMED.matcher(name).matches()) {
      throw CommandFailure.usage(
          "'" + name + "' does not name an object", "write KIND/NAME, such as deploy/server");
    }
    List<String> arguments = new ArrayList<>(List.of("get", name, "-o", "json"));
    arguments.addAll(cluster.namespace());
    if (kubectl.json(arguments) instanceof ObjectNode object) {
      return object;
    }
    throw new CommandFailure(
        Exit.UNKNOWN, "kubectl printed no object for " + name, "name exactly one object");
  }

  /** KServe makes Deployments, whose templates say more than the InferenceService. */
  private static List<TemplatePod> pods(Kubectl kubectl, ObjectNode object)
      throws CommandFailure, InterruptedException {
    if (object.path("kind").asText().equals("InferenceService")
        && object.path("metadata").path("uid").isTextual()) {
      List<TemplatePod> made = new ArrayList<>();
      Kubectl.Answer answer =
          kubectl.run(
              "get",
              "deployments.apps",
              "-o",
              "json",
              "--namespace=" + object.path("metadata").path("namespace").asText(),
              "--selector=serving.kserve.io/inferenceservice="
                  + object.path("metadata").path("name").asText());
      if (answer.succeeded()) {
        Kubectl.parsed(answer.out())
            .path("items")
            .valueStream()
            .filter(ObjectNode.class::isInstance)
            .map(item -> (ObjectNode) item)
            .forEach(item -> made.addAll(PodTemplates.of(item.put("kind", "Deployment"))));
      }
      if (!made.isEmpty()) {
        return made;
      }
    }
    return PodTemplates.of(object);
  }
}
