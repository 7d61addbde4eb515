// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.plugin.PluginRun;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.KubeconfigFile;
import dev.modelsigning.testing.TestPki;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plugin with a real kubectl, a real API server and the webhook that it calls; for each test a
 * namespace with a policy that enforces.
 */
abstract class PluginScenario {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String LABEL = "test/explained-for";

  @TempDir static Path folder;
  static WebhookInThisJvm webhook;
  private static Path kubeconfig;
  private static Map<String, String> served = Map.of();

  String namespace = "";
  ServedModels given;

  @BeforeAll
  static void startWebhook(TestInfo test) throws IOException {
    String name = test.getTestClass().orElseThrow().getSimpleName().toLowerCase(Locale.ROOT);
    served = Map.of(LABEL, name);
    webhook =
        new WebhookInThisJvm(Files.createDirectory(folder.resolve("webhook")), API, LABEL, name);
    kubeconfig = KubeconfigFile.write(API.adminConfig(), folder);
  }

  @AfterAll
  static void stopWebhook() {
    webhook.close();
  }

  @BeforeEach
  void coverNamespace() {
    namespace = API.newNamespace("team", served);
    ClusterModelTrustPolicy policy = CustomResources.policy(namespace);
    policy.getSpec().authorities =
        List.of(CustomResources.authority("release-key", TestPki.publicPem(TestPki.ecKey())));
    given = new ServedModels(API.admin(), namespace, API.admin().resource(policy).create());
    given.aPolicyThatWasRead();
    Await.until(
        "the webhook to know the policy",
        PATIENCE,
        () -> explained(server("absent")).out().contains("release-key"));
  }

  /** Runs the plugin as its user does, with the kubectl of the test's binaries. */
  PluginRun oms(String... arguments) {
    String kubectl = API.kubectl().toString();
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--kubeconfig=" + kubeconfig;
    return PluginRun.of(folder, Map.of("OMS_KUBECTL", kubectl), all);
  }

  PluginRun explained(Pod pod) {
    try {
      Path file = folder.resolve("pod.yaml");
      Files.writeString(file, API.admin().getKubernetesSerialization().asYaml(pod));
      return oms("explain", "-f", file.toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Pod server(String claim) {
    return Pods.server(namespace, "server", claim);
  }

  void awaitAdmitted(Pod pod) {
    Await.until("the webhook to know the verdict", PATIENCE, () -> explained(pod).exit() == 0);
  }

  /** Changes the policy of the namespace. */
  void edit(Consumer<ClusterModelTrustPolicy> change) {
    API.admin()
        .resources(ClusterModelTrustPolicy.class)
        .withName(namespace)
        .edit(
            stored -> {
              change.accept(stored);
              return stored;
            });
  }
}
