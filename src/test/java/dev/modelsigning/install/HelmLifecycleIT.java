// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.install.HelmClient.Outcome;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Helm at an API server on which the guard is at work and nothing else is: the operator is dead.
 */
final class HelmLifecycleIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  /** Every value of the chart, with another value than the default one. */
  private static final Map<String, String> OTHER_VALUES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("image.repository", "image.repository=localhost/other"),
              Map.entry("image.tag", "image.tag=0.2.0"),
              Map.entry("image.digest", "image.digest=sha256:" + "a".repeat(64)),
              Map.entry("image.pullPolicy", "image.pullPolicy=Always"),
              Map.entry("imagePullSecrets", "imagePullSecrets[0].name=pull"),
              Map.entry("operator.resources", "operator.resources.limits.memory=2Gi"),
              Map.entry("operator.nodeSelector", "operator.nodeSelector.disk=ssd"),
              Map.entry("operator.tolerations", "operator.tolerations[0].operator=Exists"),
              Map.entry("webhook.replicas", "webhook.replicas=3"),
              Map.entry("webhook.resources", "webhook.resources.limits.memory=1Gi"),
              Map.entry("webhook.nodeSelector", "webhook.nodeSelector.disk=ssd"),
              Map.entry("webhook.tolerations", "webhook.tolerations[0].operator=Exists"),
              Map.entry("exemptNamespaces", "exemptNamespaces={kube-system,legacy}"),
              Map.entry("reports.enabled", "reports.enabled=true"),
              Map.entry("registries.allowed", "registries.allowed={registry.example.com}"),
              Map.entry("registries.ports", "registries.ports={5000}"),
              Map.entry("registries.authoritiesConfigMap", "registries.authoritiesConfigMap=tls"),
              Map.entry("measurement.imagePullSecrets", "measurement.imagePullSecrets={pull}"),
              Map.entry("monitoring.enabled", "monitoring.enabled=true"),
              Map.entry("monitoring.interval", "monitoring.interval=15s"),
              Map.entry("monitoring.labels", "monitoring.labels.release=stack"),
              Map.entry("monitoring.dashboardLabels", "monitoring.dashboardLabels.dashboard=yes"),
              Map.entry(
                  "networkPolicy.metricsFrom",
                  "networkPolicy.metricsFrom[0].podSelector.matchLabels.app=prometheus"),
              Map.entry("networkPolicy.enabled", "networkPolicy.enabled=false"),
              Map.entry("networkPolicy.apiServerPorts", "networkPolicy.apiServerPorts={8443}")));

  @TempDir Path home;

  private HelmClient helm;

  @BeforeEach
  void install() throws Exception {
    PrometheusKinds.install(API.admin());
    helm = HelmClient.of(API.adminConfig(), home);
    succeeds(helm.install());
    GuardedCluster.awaitGuard(API);
    ValidatingWebhookConfiguration installed = configuration().get();
    installed.setWebhooks(
        OperatorEntries.written(installed.getWebhooks(), OperatorEntries.of("release").getFirst()));
    API.asServiceAccount(GuardFiles.NAMESPACE, "model-signature-operator")
        .resource(installed)
        .update();
  }

  @AfterEach
  void remove() throws Exception {
    helm.uninstall();
  }

  @Test
  void everyValueHasATrial() throws Exception {
    JsonNode values =
        Serialization.unmarshal(
            Files.readString(HelmChart.CHART.resolve("values.yaml")), JsonNode.class);
    var names = new TreeSet<String>();
    values
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isObject()) {
                entry
                    .getValue()
                    .fieldNames()
                    .forEachRemaining(name -> names.add(entry.getKey() + "." + name));
              } else {
                names.add(entry.getKey());
              }
            });
    assertThat(OTHER_VALUES.keySet()).isEqualTo(names);
  }

  @Test
  void everyValueIsUpgradedAndRolledBackAndWhatTheOperatorWroteStays() throws Exception {
    List<ValidatingWebhook> before = webhooks();
    assertThat(before).hasSize(2);
    for (String value : OTHER_VALUES.values()) {
      succeeds(helm.upgrade(value));
      assertThat(webhooks()).as(value).hasSize(2).contains(before.getLast());
      assertThat(webhooks().getFirst().getMatchConditions())
          .as(value)
          .extracting(MatchCondition::getExpression)
          .contains("false");
    }
    succeeds(helm.rollback(1));
    assertThat(webhooks()).isEqualTo(before);
  }

  @Test
  void upgradeFromTheSingleEntryOfVersion01KeepsTheWebhookAsked() throws Exception {
    succeeds(helm.uninstall());
    succeeds(HelmClient.of(API.adminConfig(), home).withChart(chartOfVersion01()).install());
    assertThat(webhooks().getFirst().getFailurePolicy()).isEqualTo("Fail");
    GuardedCluster.awaitGuard(API);

    succeeds(helm.upgrade());

    assertThat(webhooks())
        .singleElement()
        .satisfies(
            webhook -> {
              assertThat(webhook.getFailurePolicy()).isEqualTo("Ignore");
              assertThat(webhook.getMatchConditions())
                  .extracting(MatchCondition::getExpression)
                  .doesNotContain("false");
            });
  }

  @Test
  void valuesOfVersion01ThatAreGoneAreNamed() throws Exception {
    succeeds(helm.upgrade("webhook.failurePolicy=Fail", "webhook.timeoutSeconds=5"));
    assertThat(helm.upgrade("webhook.failurePolicy=Ignore").output())
        .contains("webhook.failurePolicy is gone", "mode Enforce");
    assertThat(helm.upgrade("webhook.timeoutSeconds=10").output())
        .contains("webhook.timeoutSeconds is gone");
    assertThat(helm.upgrade("webhook.excludedNamespaces={legacy}").output())
        .contains("webhook.excludedNamespaces is now exemptNamespaces");
  }

  /** This chart with the webhook configuration as 0.1 had it. */
  private Path chartOfVersion01() throws IOException {
    Path copy = home.resolve("chart");
    try (Stream<Path> files = Files.walk(HelmChart.CHART)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = copy.resolve(HelmChart.CHART.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    Path configuration = copy.resolve("templates/webhook-configuration.yaml");
    Files.writeString(
        configuration,
        Files.readString(configuration)
            .replace("failurePolicy: Ignore", "failurePolicy: Fail")
            .replace("timeoutSeconds: 1", "timeoutSeconds: 5"));
    return copy;
  }

  @Test
  void uninstallLeavesNothingThatRefusesAndKeepsWhatWasDeclared() throws Exception {
    String namespace = API.newNamespace("team", Map.of());
    API.admin().resource(signature(namespace)).create();
    List<GenericKubernetesResource> objects = HelmChart.render();
    succeeds(helm.uninstall());
    assertThat(objects)
        .allSatisfy(object -> assertThat(API.admin().resource(object).get()).isNull());
    assertThat(API.admin().resource(signature(namespace)).get()).isNotNull();
    succeeds(helm.install());
    assertThat(configuration().get()).isNotNull();
  }

  @Test
  void aRemovalWithoutTheRightToTheGuardSaysSoAndIsFinishedByAnAdministrator() throws Exception {
    mayEverythingButAdmissionPolicies("half-administrator");
    HelmClient limited = helm.as("half-administrator");
    Outcome refused = limited.uninstall();
    assertThat(refused.status()).isNotZero();
    assertThat(refused.output())
        .contains("keeps unsigned models out", "ask a cluster administrator");
    succeeds(helm.uninstall());
    assertThat(configuration().get()).isNull();
    assertThat(
            API.admin()
                .admissionRegistration()
                .v1()
                .validatingAdmissionPolicies()
                .list()
                .getItems())
        .isEmpty();
  }

  private static void mayEverythingButAdmissionPolicies(String user) {
    API.admin()
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(user)
                .endMetadata()
                .addNewRule()
                .withApiGroups(
                    "",
                    "apps",
                    "policy",
                    "networking.k8s.io",
                    "scheduling.k8s.io",
                    "rbac.authorization.k8s.io")
                .withResources("*")
                .withVerbs("*")
                .endRule()
                .addNewRule()
                .withApiGroups("admissionregistration.k8s.io")
                .withResources("validatingwebhookconfigurations")
                .withVerbs("*")
                .endRule()
                .build())
        .serverSideApply();
    API.admin()
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(user)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", user)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .serverSideApply();
  }

  private static ModelSignature signature(String namespace) {
    ModelSignature signature = new ModelSignature();
    signature.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName("s").build());
    signature.getSpec().source = new ModelSource();
    signature.getSpec().source.persistentVolumeClaim = new ClaimSource();
    signature.getSpec().source.persistentVolumeClaim.claimName = "c";
    return signature;
  }

  private static Resource<ValidatingWebhookConfiguration> configuration() {
    return API.admin()
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(GuardedCluster.CONFIGURATION);
  }

  private static List<ValidatingWebhook> webhooks() {
    return configuration().get().getWebhooks();
  }

  private static void succeeds(Outcome outcome) {
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }
}
