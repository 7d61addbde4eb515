// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Policies of namespaces, with the rights of the install; no webhook runs. */
final class NamespacedScopeIT extends ScopeScenario {
  private static void create(String namespace, String name) {
    String key = TestPki.publicPem(TestPki.ecKey());
    API.admin().resource(CustomResources.namespacedPolicy(namespace, name, key)).create();
  }

  private static void awaitReason(String namespace, String policy, String reason) {
    Await.until(
        policy + " InForce " + reason,
        PATIENCE,
        () -> {
          var status =
              API.admin()
                  .resources(ModelTrustPolicy.class)
                  .inNamespace(namespace)
                  .withName(policy)
                  .get()
                  .getStatus();
          return status != null
              && status.conditions.stream()
                  .filter(condition -> condition.getType().equals("InForce"))
                  .anyMatch(condition -> condition.getReason().equals(reason));
        });
  }

  private static Pod podIn(String namespace) {
    Pod pod = Pods.server();
    pod.getMetadata().setNamespace(namespace);
    return pod;
  }

  @Test
  void refusesInItsOwnNamespaceWhileNoWebhookAnswersAndNowhereElse() {
    String team = API.newNamespace("n", Map.of());
    String other = API.newNamespace("n", Map.of());
    create(team, "strict");
    awaitReason(team, "strict", "EntryInstalled");

    assertFails(podIn(team));
    assertAdmitted(() -> API.admin().resource(podIn(other)).create());

    API.admin().resources(ModelTrustPolicy.class).inNamespace(team).withName("strict").delete();
    Await.until("the entry to be gone", PATIENCE, () -> isAdmitted(podIn(team)));
    assertThat(configuration().getWebhooks())
        .noneMatch(webhook -> new InstalledEntry(webhook).isNamespaced());
  }

  @Test
  void fifthOfANamespaceAndOnesOfTheOperatorsNamespaceAreToldThatTheyDoNotCount() {
    String team = API.newNamespace("n", Map.of());
    for (String name : List.of("a", "b", "c", "d")) {
      create(team, name);
    }
    create(team, "e");
    create("model-signature-system", "own");
    awaitReason(team, "e", "TooManyPolicies");
    awaitReason(team, "a", "EntryInstalled");
    awaitReason("model-signature-system", "own", "NamespaceExempt");
  }
}
