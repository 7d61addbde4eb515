// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import dev.modelsigning.testing.KubeconfigFile;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real Helm client at an API server, as one user, for one release of the chart. */
final class HelmClient {
  private static final String RELEASE = "model-signature-operator";

  private final Path home;
  private final Path chart;
  private final List<String> actor;

  private HelmClient(Path home, Path chart, List<String> actor) {
    this.home = home;
    this.chart = chart;
    this.actor = actor;
  }

  /**
   * What a call printed, and how it ended.
   *
   * @param status 0 for success
   * @param output standard output and error
   */
  record Outcome(int status, String output) {}

  /** Acts as the owner of this configuration's client certificate. */
  static HelmClient of(Config config, Path home) throws IOException {
    KubeconfigFile.write(config, home);
    return new HelmClient(home, HelmChart.CHART, List.of());
  }

  /** The same, impersonating somebody else. */
  HelmClient as(String user) {
    return new HelmClient(
        home, chart, List.of("--kube-as-user", user, "--kube-as-group", "system:authenticated"));
  }

  /** The same, with another chart for the release. */
  HelmClient withChart(Path other) {
    return new HelmClient(home, other, actor);
  }

  Outcome install(String... values) throws IOException, InterruptedException {
    return onChart("install", values);
  }

  /** Values that are not given have their defaults. */
  Outcome upgrade(String... values) throws IOException, InterruptedException {
    return onChart("upgrade", values);
  }

  Outcome rollback(int revision) throws IOException, InterruptedException {
    return run(List.of("rollback", RELEASE, Integer.toString(revision), "--history-max", "0"));
  }

  Outcome uninstall() throws IOException, InterruptedException {
    // Without --debug Helm tells that an object was not deleted, and not why.
    return run(List.of("uninstall", RELEASE, "--debug"));
  }

  private Outcome onChart(String verb, String... values) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(verb, RELEASE, chart.toString()));
    // All revisions are kept, where Helm keeps ten: the first one is what tests go back to.
    arguments.addAll(
        verb.equals("install") ? List.of("--create-namespace") : List.of("--history-max", "0"));
    for (String value : values) {
      arguments.add("--set");
      arguments.add(value);
    }
    return run(arguments);
  }

  private Outcome run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(HelmChart.client());
    command.addAll(arguments);
    command.addAll(List.of("--namespace", GuardFiles.NAMESPACE));
    command.addAll(List.of("--kubeconfig", home.resolve("kubeconfig").toString()));
    command.addAll(actor);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HELM_CACHE_HOME", home.resolve("cache").toString());
    builder.environment().put("HELM_CONFIG_HOME", home.resolve("config").toString());
    builder.environment().put("HELM_DATA_HOME", home.resolve("data").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
