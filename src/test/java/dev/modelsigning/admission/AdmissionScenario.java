// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.TestPki;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The webhook as a process that all these classes share, called by a real API server under the
 * rules of deploy/, and for each test a namespace with a policy that enforces.
 */
abstract class AdmissionScenario {
  @RegisterExtension
  @Order(1)
  static final KubeApiServer API = new KubeApiServer();

  @RegisterExtension
  @Order(2)
  static final SharedWebhook WEBHOOK = new SharedWebhook(API);

  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String SERVED_FOR = "test/served-for";

  private static Map<String, String> served = Map.of();

  String namespace = "";
  ServedModels given;

  @BeforeAll
  static void registerWebhook(TestInfo test) {
    Class<?> testClass = test.getTestClass().orElseThrow();
    String name = testClass.getSimpleName().toLowerCase(Locale.ROOT);
    InstalledWebhook.register(API, WEBHOOK.process(), name, SERVED_FOR, name);
    served = Map.of(SERVED_FOR, name);
  }

  @BeforeEach
  void coverNamespace() {
    namespace = newServedNamespace();
    ClusterModelTrustPolicy policy = CustomResources.policy(namespace);
    policy.getSpec().authorities =
        List.of(CustomResources.authority("release-key", TestPki.publicPem(TestPki.ecKey())));
    adjust(policy);
    given = new ServedModels(API.admin(), namespace, API.admin().resource(policy).create());
    given.aPolicyThatWasRead();
    Await.until(
        "the webhook to know the policy",
        PATIENCE,
        () -> refusal("absent").contains("release-key"));
  }

  /** What a class of tests wants to be different in the policy, before it is created. */
  void adjust(ClusterModelTrustPolicy policy) {}

  /** A namespace that the webhook is called for and no policy covers. */
  static String newServedNamespace() {
    return API.newNamespace("team", served);
  }

  /** A verified claim that the webhook knows of. */
  void givenAVerifiedClaim(String claim) {
    given.aVerifiedClaim(claim);
    Await.until("a pod of " + claim + " to be admitted", PATIENCE, () -> refusal(claim).isEmpty());
  }

  /** An inference pod that mounts a claim read-only. */
  Pod server(String name, String claim) {
    return Pods.server(namespace, name, claim);
  }

  static void create(Pod pod) {
    API.admin().resource(pod).create();
  }

  /** Why an inference pod of a claim would be refused now; empty when it would be admitted. */
  String refusal(String claim) {
    return refusal(server("trial", claim));
  }

  /** Why a pod would be refused now; empty when it would be admitted. */
  static String refusal(Pod pod) {
    try {
      API.admin().resource(pod).dryRun().create();
      return "";
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage());
    }
  }

  void editPolicy(Consumer<ClusterModelTrustPolicy> change) {
    API.admin()
        .resources(ClusterModelTrustPolicy.class)
        .withName(namespace)
        .edit(
            stored -> {
              change.accept(stored);
              return stored;
            });
  }

  /** Deletes a ModelSignature and waits until the webhook knows. */
  void deleteSignature(String name) {
    API.admin().resources(ModelSignature.class).inNamespace(namespace).withName(name).delete();
    Await.until("the webhook to forget " + name, PATIENCE, () -> !refusal(name).isEmpty());
  }
}
