// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.published.PublishedTrust;
import dev.modelsigning.trust.published.PublishedTrustJson;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Trust for gates in namespaces, written by the operator with the rights that deploy/ gives it,
 * while the guard of deploy/ is installed.
 */
final class PublishedTrustIT extends ScopeScenario {
  private static final KeyPair KEY = TestPki.ecKey();

  private static String namespaceLabelled(String value) {
    return API.newNamespace("team", Map.of("models", value));
  }

  private static void createPolicy(String name, String label) {
    ClusterModelTrustPolicy policy = CustomResources.policy("unused", TestPki.publicPem(KEY));
    policy.getMetadata().setName(name);
    policy.getSpec().match.namespaceSelector = labelled(label);
    policy.getSpec().unverifiable = new UnverifiableRules();
    policy.getSpec().unverifiable.initDownloaded = DownloadRule.RequireGate;
    API.admin().resource(policy).create();
  }

  private static Optional<ConfigMap> published(String namespace) {
    return Optional.ofNullable(
        API.admin().configMaps().inNamespace(namespace).withName(ApiGroup.TRUST_CONFIG_MAP).get());
  }

  private static void awaitKeys(String namespace, String... keys) {
    Await.until(
        "trust of " + List.of(keys) + " in " + namespace,
        PATIENCE,
        () ->
            published(namespace)
                .map(map -> List.copyOf(map.getData().keySet()).equals(List.of(keys)))
                .orElse(keys.length == 0));
  }

  private static PublishedTrust trust(String namespace, String policy) throws Exception {
    String json = document(namespace, policy);
    return PublishedTrustJson.read(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String document(String namespace, String policy) {
    return String.valueOf(published(namespace).orElseThrow().getData().get(policy));
  }

  private static ClusterModelTrustPolicy stored(String policy) {
    return API.admin().resources(ClusterModelTrustPolicy.class).withName(policy).get();
  }

  @Test
  void publishesWherePoliciesSelectAndNowhereElse() throws Exception {
    deployed.apply("guard.yaml");
    String first = namespaceLabelled("gate-a");
    String other = namespaceLabelled("none");

    createPolicy("gated", "gate-a");
    createPolicy("gated-too", "gate-a");

    awaitKeys(first, "gated", "gated-too");
    assertThat(published(other)).isEmpty();
    assertThat(trust(first, "gated").policy()).isEqualTo("gated");
    assertThat(trust(first, "gated").compiled()).hasSize(1);
    Await.until(
        "the status to say so",
        PATIENCE,
        () -> stored("gated").getStatus() != null && stored("gated").getStatus().gate != null);

    String later = namespaceLabelled("gate-a");
    awaitKeys(later, "gated", "gated-too");

    edit("gated-too", policy -> policy.getSpec().unverifiable.initDownloaded = DownloadRule.Deny);
    awaitKeys(first, "gated");
    awaitKeys(later, "gated");

    edit("gated", policy -> policy.getSpec().match.namespaceSelector = labelled("elsewhere"));
    awaitKeys(first);
    deployed.delete("guard.yaml");
  }

  @Test
  void followsEditsAndReplacesWhatSomebodyElseWrote() throws Exception {
    String namespace = namespaceLabelled("gate-b");
    API.admin()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(ApiGroup.TRUST_CONFIG_MAP)
                .withFinalizers("example.com/kept")
                .endMetadata()
                .withData(Map.of("gated", "{}", "forged", "{}"))
                .withImmutable(true)
                .build())
        .create();

    createPolicy("gated", "gate-b");
    Await.until(
        "the trust to take its place",
        PATIENCE,
        () ->
            published(namespace)
                .filter(map -> map.getImmutable() == null && map.getData().size() == 1)
                .isPresent());

    edit(
        "gated",
        policy -> {
          var authority = CustomResources.authority("second", TestPki.publicPem(TestPki.ecKey()));
          policy.getSpec().authorities.add(authority);
        });
    Await.until(
        "the edit to be published",
        PATIENCE,
        () -> document(namespace, "gated").contains("second"));

    Namespace relabelled = API.admin().namespaces().withName(namespace).get();
    relabelled.getMetadata().setLabels(Map.of("models", "none"));
    API.admin().resource(relabelled).update();
    awaitKeys(namespace);
  }
}
