// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import static dev.modelsigning.testing.AdmissionAssert.assertRefused;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.CacheFingerprint;
import dev.modelsigning.controller.discovery.DiscoveryReconciler;
import dev.modelsigning.controller.discovery.DiscoveryReports;
import dev.modelsigning.controller.exemption.ExemptionEnds;
import dev.modelsigning.controller.impact.ImpactWatch;
import dev.modelsigning.controller.policy.NamespacedPolicyReconciler;
import dev.modelsigning.controller.policy.TrustPolicyReconciler;
import dev.modelsigning.controller.publishing.TrustPublisher;
import dev.modelsigning.testing.ApiClients;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.Editing;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.MappedConfig;
import dev.modelsigning.testing.Operators;
import dev.modelsigning.testing.story.SwitchedGuard;
import dev.modelsigning.webhooktls.RotationPolicy;
import dev.modelsigning.webhooktls.WebhookTlsNames;
import dev.modelsigning.webhooktls.WebhookTlsReconciler;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The part of the operator that writes the webhook configuration, with the rights that deploy/
 * gives it, for each test anew. Nothing listens at the webhook's Service.
 */
abstract class ScopeScenario {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  static final Duration PATIENCE = Duration.ofSeconds(40);

  /** The API server answers 500 when a webhook fails, which the admin client would try again. */
  private static KubernetesClient once;

  DeployedFiles deployed;
  private Operator operator;

  @BeforeAll
  static void connect() {
    once =
        ApiClients.of(new ConfigBuilder(API.adminConfig()).withRequestRetryBackoffLimit(0).build());
  }

  @AfterAll
  static void disconnect() {
    once.close();
  }

  @BeforeEach
  void install() {
    deployed = new DeployedFiles(API.admin());
    deployed.namespace();
    deployed.apply("rbac.yaml");
    deployed.apply("webhook-configuration.yaml");
    operator = startedOperator();
    Await.until(
        "the entry of the install to be switched off",
        PATIENCE,
        () -> Entries.installEntryIsOff(configuration()));
  }

  @AfterEach
  void remove() {
    stopOperator();
    API.admin().resources(ClusterModelTrustPolicy.class).delete();
    API.admin().resources(ModelTrustPolicy.class).inAnyNamespace().delete();
    API.admin().resource(configuration()).delete();
  }

  void startOperator() {
    operator = startedOperator();
  }

  private static Operator startedOperator() {
    return Operators.started(ScopeScenario::registeredOperator);
  }

  private static Operator registeredOperator() {
    KubernetesClient client =
        API.asServiceAccount(DeployedFiles.NAMESPACE, "model-signature-operator");
    Clock clock = Clock.systemUTC();
    EntryPlanner planner = Entries.planner();
    OmsConfig config = MappedConfig.of(Map.of());
    Operator operator =
        new Operator(
            overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
    operator.register(new ScopeReconciler(client, clock, planner));
    operator.register(
        new WebhookTlsReconciler(
            client,
            clock,
            WebhookTlsNames.installedIn(DeployedFiles.NAMESPACE),
            RotationPolicy.DEFAULT,
            new SimpleMeterRegistry()));
    var discoveries = new DiscoveryReports();
    operator.register(
        new DiscoveryReconciler(config, client, discoveries, clock, new CacheFingerprint()));
    operator.register(
        new TrustPolicyReconciler(
            config,
            clock,
            new Standings(planner),
            new ImpactWatch(config, client, clock, new CacheFingerprint()),
            discoveries,
            new ExemptionEnds(new SimpleMeterRegistry()),
            () -> true,
            new TrustPublisher(client, config, new SwitchedGuard())));
    operator.register(
        new NamespacedPolicyReconciler(
            config, clock, new NamespacedStandings(Entries.EXEMPT), () -> true));
    return operator;
  }

  void stopOperator() {
    operator.stop();
  }

  /** Waits until the configuration has exactly these, each {@code policy=failurePolicy}. */
  static void awaitEntries(String... entries) {
    Await.until(
        "entries " + List.of(entries),
        PATIENCE,
        () -> Entries.in(configuration()).equals(List.of(entries)));
  }

  static void awaitInForce(String policy, String status, String reason) {
    Await.until(
        policy + " InForce=" + status + " " + reason,
        PATIENCE,
        () -> {
          var stored = API.admin().resources(ClusterModelTrustPolicy.class).withName(policy).get();
          return stored.getStatus() != null
              && stored.getStatus().conditions.stream()
                  .filter(condition -> condition.getType().equals("InForce"))
                  .anyMatch(
                      condition ->
                          condition.getStatus().equals(status)
                              && condition.getReason().equals(reason));
        });
  }

  static Resource<ValidatingWebhookConfiguration> resource() {
    return API.admin()
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName("model-signature-webhook");
  }

  static ValidatingWebhookConfiguration configuration() {
    return resource().get();
  }

  static void edit(String policy, Consumer<ClusterModelTrustPolicy> change) {
    Editing.edit(API.admin().resources(ClusterModelTrustPolicy.class).withName(policy), change);
  }

  static LabelSelector labelled(String value) {
    return new LabelSelectorBuilder().addToMatchLabels("models", value).build();
  }

  static boolean isAdmitted(Pod pod) {
    try {
      once.resource(pod).dryRun().create();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /** Waits until the API server knows the entry, and asserts that the pod is refused by it. */
  static void assertFails(Pod pod) {
    Await.until("the API server to know the entry", PATIENCE, () -> !isAdmitted(pod));
    assertRefused(() -> once.resource(pod).create(), "failed calling webhook");
  }

  static <T> T fromDeploy(String file, Class<T> type) {
    return API.admin().getKubernetesSerialization().unmarshal(DeployedFiles.text(file), type);
  }
}
