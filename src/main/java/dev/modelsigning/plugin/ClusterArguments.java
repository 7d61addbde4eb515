// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.cli.output.Console;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster and which user: kubectl's own options, which are passed on to it. */
final class ClusterArguments {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "The namespace, instead of that of the context.")
  private @Nullable String namespace;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description = "The kubeconfig file; kubectl's default without it.")
  private @Nullable String kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "CONTEXT",
      description = "The context of the kubeconfig file; its current one without it.")
  private @Nullable String context;

  @Option(
      names = "--cluster",
      paramLabel = "CLUSTER",
      description = "The cluster of the kubeconfig file.")
  private @Nullable String cluster;

  @Option(names = "--user", paramLabel = "USER", description = "The user of the kubeconfig file.")
  private @Nullable String user;

  @Option(names = "--as", paramLabel = "USER", description = "The user to impersonate, if you may.")
  private @Nullable String as;

  @Option(
      names = "--as-group",
      paramLabel = "GROUP",
      description = "A group to impersonate; may be given several times.")
  private List<String> asGroups = List.of();

  @Option(
      names = "--request-timeout",
      paramLabel = "DURATION",
      description = "How long one request may take, such as 10s.")
  private @Nullable String requestTimeout;

  /** The user's kubectl with these options. */
  Kubectl kubectl(Console console) {
    List<String> connection = new ArrayList<>();
    add(connection, "--kubeconfig", kubeconfig);
    add(connection, "--context", context);
    add(connection, "--cluster", cluster);
    add(connection, "--user", user);
    add(connection, "--as", as);
    asGroups.forEach(group -> add(connection, "--as-group", group));
    add(connection, "--request-timeout", requestTimeout);
    return Kubectl.of(Kubectl.program(console.environment()), connection);
  }

  /** As options of kubectl; none when the namespace of the context is meant. */
  List<String> namespace() {
    List<String> options = new ArrayList<>();
    add(options, "--namespace", namespace);
    return options;
  }

  /** As one argument, so that no value is taken for an option. */
  private static void add(List<String> options, String name, @Nullable String value) {
    if (value != null) {
      options.add(name + "=" + value);
    }
  }
}
