// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The caches of a webhook in a process of their own. For each line of input, a namespace and a
 * claim, it writes one line: whether the caches are filled and follow, how many ModelSignatures of
 * the claim they hold, and the resident memory of the process in KiB.
 */
final class CachesOfAWebhook {
  private CachesOfAWebhook() {}

  /** Arguments: URL of the API server, its authority, certificate and key of a user. */
  public static void main(String[] arguments) throws IOException {
    var config =
        new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
            .withMasterUrl(arguments[0])
            .withCaCertFile(arguments[1])
            .withClientCertFile(arguments[2])
            .withClientKeyFile(arguments[3])
            .build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build();
        InformedState state = new InformedState(client, new SimpleMeterRegistry());
        BufferedReader questions =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      state.start();
      for (String line = questions.readLine(); line != null; line = questions.readLine()) {
        String[] claim = line.split(" ", -1);
        System.out.printf(
            "%b %d %d%n",
            state.isSynced() && state.isFollowing(),
            state.view().signatures(claim[0], claim[1]).size(),
            residentKib());
      }
    }
  }

  private static long residentKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }
}
