// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;

/** An API server with deploy/ installed, its guard at work. */
final class GuardedCluster {
  static final String CONFIGURATION = "model-signature-webhook";

  private GuardedCluster() {}

  /**
   * Installs everything but the webhook's reach: without pods behind it, it would refuse every pod
   * with a claim.
   */
  static void install(KubeApiServer server) throws IOException {
    DeployFiles.objects().forEach(object -> server.admin().resource(object).create());
    // The policy for the configuration is the last of the guard: when it is at work, all are.
    Await.until(
        "the guard to refuse removal of the webhook configuration",
        Duration.ofSeconds(20),
        () -> refusesRemoval(server.admin()));
  }

  private static boolean refusesRemoval(KubernetesClient client) {
    try {
      client
          .admissionRegistration()
          .v1()
          .validatingWebhookConfigurations()
          .withName(CONFIGURATION)
          .dryRun()
          .delete();
      return false;
    } catch (KubernetesClientException e) {
      return true;
    }
  }
}
