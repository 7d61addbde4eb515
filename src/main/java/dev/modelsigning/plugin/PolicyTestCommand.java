// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.cli.output.CommandFailure;
import dev.modelsigning.cli.output.Console;
import dev.modelsigning.plugin.manifest.UnusableManifestException;
import dev.modelsigning.plugin.offline.Inputs;
import dev.modelsigning.plugin.offline.PolicyTrial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kubectl oms policy test}: what policies would decide, without a cluster. */
@Command(
    name = "test",
    description = {
      "Tells which pods of manifests the policies of a file admit, without a cluster.",
      "",
      "Pods and the templates of workloads are judged as the webhook judges them. Namespaces,"
          + " ModelTrustPolicies and ModelSignatures among the files are used; what a file cannot"
          + " tell is assumed, and each assumption is printed."
    },
    footer = {
      "kubectl oms policy test policy.yaml -f deployment.yaml",
      "kubectl oms policy test policy.yaml -f deployment.yaml -f namespace.yaml -f models.yaml -o json"
    })
final class PolicyTestCommand implements Callable<Integer> {
  /** What a ModelSignature without status is taken for. */
  enum Assumed {
    /** It becomes Verified, so that everything else of the pod is tested. */
    VERIFIED,
    /** It stays Unknown. */
    UNKNOWN
  }

  private final Console console;

  @Parameters(paramLabel = "POLICY", description = "Manifests with the policies, YAML or JSON.")
  private Path policy = Path.of("");

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      required = true,
      description =
          "Manifests with pods, workloads, namespaces or ModelSignatures; - reads standard input. May be"
              + " given several times.")
  private List<Path> files = List.of();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The namespace of objects that name none. Default: default.")
  private String namespace = "";

  @Option(
      names = "--assume",
      paramLabel = "VERDICT",
      description = "verified or unknown: ModelSignatures without status. Default: verified.")
  private Assumed assumed = Assumed.VERIFIED;

  @Option(
      names = "--exempt",
      paramLabel = "NAMESPACE",
      description =
          "A namespace that no policy covers, beside kube-system, kube-node-lease, kube-public and"
              + " model-signature-system. May be given several times.")
  private List<String> exempt = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text or json. Default: text.")
  private OutputFormat format = OutputFormat.TEXT;

  PolicyTestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure {
    try {
      Inputs inputs = new Inputs(namespace);
      add(inputs, policy);
      for (Path file : files) {
        add(inputs, file);
      }
      PolicyTrial trial = new PolicyTrial(inputs, verdict(), exempt, console.clock());
      return report(trial);
    } catch (UnusableManifestException e) {
      throw CommandFailure.usage(e.text(), "correct the manifest; nothing was decided");
    }
  }

  private VerdictState verdict() {
    return switch (assumed) {
      case VERIFIED -> VerdictState.Verified;
      case UNKNOWN -> VerdictState.Unknown;
    };
  }

  private void add(Inputs inputs, Path file) throws CommandFailure, UnusableManifestException {
    inputs.add(InputText.nameOf(console, file), InputText.of(console, file));
  }

  private int report(PolicyTrial trial) throws CommandFailure, UnusableManifestException {
    if (!trial.hasPolicies()) {
      throw CommandFailure.usage(
          InputText.nameOf(console, policy) + " holds no policy",
          "name a file with a ClusterModelTrustPolicy or a ModelTrustPolicy");
    }
    if (!trial.hasPods()) {
      throw CommandFailure.usage(
          "no file holds a pod, or a workload that makes one", "name manifests of pods with -f");
    }
    List<PodReport> reports = new ArrayList<>();
    for (PolicyTrial.Decided decided : trial.decisions()) {
      reports.add(new PodReport(decided.origin(), new PodOutcome.Explained(decided.explanation())));
    }
    PodReport.print(console, format, reports, trial.assumptions());
    return PodReport.exit(reports);
  }
}
