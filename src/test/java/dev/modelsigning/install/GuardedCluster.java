// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;

/** An API server with deploy/ installed, its guard at work. */
final class GuardedCluster {
  static final String CONFIGURATION = "model-signature-webhook";

  /** Name of the user of {@link #webhookRemover}. */
  static final String REMOVER = "webhook-remover";

  private GuardedCluster() {}

  /**
   * Installs everything but the webhook's reach: without pods behind it, it would refuse every pod
   * with a claim.
   */
  static void install(KubeApiServer server) throws IOException {
    DeployFiles.objects().forEach(object -> server.admin().resource(object).create());
    awaitGuard(server);
  }

  /**
   * Waits until the policies for the configuration and for connections to gates are at work. They
   * take effect in the order in which they are created: one of the two is the last of the chart,
   * the other of the plain files.
   */
  static void awaitGuard(KubeApiServer server) {
    KubernetesClient remover = webhookRemover(server);
    Await.until(
        "the guard to refuse removal of the webhook configuration",
        Duration.ofSeconds(20),
        () -> refusesRemoval(remover));
    Await.until(
        "the guard to refuse connections to gates",
        Duration.ofSeconds(20),
        () -> refusesConnections(server.admin()));
  }

  /** A user with every right to webhook configurations, and none to admission policies. */
  static KubernetesClient webhookRemover(KubeApiServer server) {
    server
        .admin()
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(REMOVER)
                .endMetadata()
                .addNewRule()
                .withApiGroups("admissionregistration.k8s.io")
                .withResources("validatingwebhookconfigurations")
                .withVerbs("*")
                .endRule()
                .build())
        .serverSideApply();
    server
        .admin()
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(REMOVER)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", REMOVER)
                .addNewSubject("rbac.authorization.k8s.io", "User", REMOVER, null)
                .build())
        .serverSideApply();
    return server.as(REMOVER, "system:authenticated");
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
      return String.valueOf(e.getMessage())
          .contains("ValidatingAdmissionPolicy 'model-signature-webhook-configuration'");
    }
  }

  private static boolean refusesConnections(KubernetesClient client) {
    String gate = "/api/v1/namespaces/default/pods/not-there/exec?command=sh&container=oms-gate";
    try {
      client.raw(gate, "POST", null);
      return false;
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage())
          .contains("ValidatingAdmissionPolicy 'model-signature-gate-connections'");
    }
  }
}
