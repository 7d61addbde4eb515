// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static dev.modelsigning.install.GuardedCluster.CONFIGURATION;
import static dev.modelsigning.install.GuardedCluster.REMOVER;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Who changes and deletes the webhook configuration. Nothing is deleted for real here: dry runs go
 * through the same admission.
 */
final class WebhookConfigurationGuardIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final String SHORTER = webhook("\"timeoutSeconds\":3");
  private static final String OPEN =
      webhook("\"matchConditions\":[{\"name\":\"off\",\"expression\":\"false\"}]");
  private static final String EMPTY = "{\"webhooks\":null}";

  private static KubernetesClient tenant;
  private static KubernetesClient remover;
  private static KubernetesClient administrator;
  private static KubernetesClient operator;

  @BeforeAll
  static void install() throws IOException {
    GuardedCluster.install(API);
    bind("edit", "tenant");
    bind("cluster-admin", "administrator");
    tenant = API.as("tenant", "system:authenticated");
    remover = GuardedCluster.webhookRemover(API);
    administrator = API.as("administrator", "system:authenticated");
    operator = API.asServiceAccount(GuardFiles.NAMESPACE, "model-signature-operator");
    Await.until(
        "cluster-admin bound to the administrator",
        Duration.ofSeconds(10),
        WebhookConfigurationGuardIT::administratorMayRead);
  }

  @Test
  void aTenantHasNoRightToIt() {
    assertRefused(() -> delete(tenant), "forbidden");
    assertRefused(() -> change(tenant, OPEN), "forbidden");
  }

  @Test
  void theRightToWebhookConfigurationsIsNotEnough() {
    assertRefused(
        () -> delete(remover),
        "model-signature-webhook keeps unsigned models out (DELETE by " + REMOVER + ")",
        "validatingadmissionpolicy model-signature-webhook-configuration",
        "hint: ask a cluster administrator");
    for (String change : List.of(SHORTER, OPEN, EMPTY)) {
      assertRefused(() -> change(remover, change), "(UPDATE by " + REMOVER + ")");
    }
    assertRefused(
        () ->
            remover.raw(
                "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations?dryRun=All",
                "DELETE",
                null),
        "(DELETE by " + REMOVER + ")");
  }

  @Test
  void labelsAndAnnotationsAreFree() {
    assertThatCode(() -> change(remover, "{\"metadata\":{\"labels\":{\"team\":\"security\"}}}"))
        .doesNotThrowAnyException();
  }

  @Test
  void anAnnotationOpensNothing() {
    change(
        remover, "{\"metadata\":{\"annotations\":{\"modelsigning.dev/allow-removal\":\"true\"}}}");
    assertRefused(() -> delete(remover), "(DELETE by " + REMOVER + ")");
  }

  @Test
  void whoMayRemoveTheGuardChangesAndDeletes() {
    for (KubernetesClient actor : List.of(administrator, API.admin())) {
      for (String change : List.of(SHORTER, OPEN, EMPTY)) {
        assertThatCode(() -> dryRun(actor, change)).doesNotThrowAnyException();
      }
      assertThatCode(() -> delete(actor)).doesNotThrowAnyException();
    }
  }

  @Test
  void theOperatorChangesButHasNoRightToDelete() {
    ValidatingWebhookConfiguration written = withAnEntry();
    assertThatCode(() -> operator.resource(written).dryRun().update()).doesNotThrowAnyException();
    assertRefused(() -> delete(operator), "cannot delete resource");
  }

  @Test
  void theEntriesOfTheOperatorAreNobodyElses() {
    assertRefused(() -> remover.resource(withAnEntry()).update(), "(UPDATE by " + REMOVER + ")");
    assertRefused(() -> tenant.resource(withAnEntry()).update(), "forbidden");
    assertThatCode(() -> administrator.resource(withAnEntry()).dryRun().update())
        .doesNotThrowAnyException();
  }

  /** The stored configuration with the entry of a policy. */
  private static ValidatingWebhookConfiguration withAnEntry() {
    ValidatingWebhookConfiguration stored = configuration(API.admin()).get();
    stored.setWebhooks(
        OperatorEntries.written(stored.getWebhooks(), OperatorEntries.of("release").getFirst()));
    return stored;
  }

  @Test
  void theOperatorCannotMakeADeletedConfigurationAgain() {
    assertRefused(
        () ->
            operator
                .resource(
                    new ValidatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName("of-the-operator")
                        .endMetadata()
                        .build())
                .fieldManager("model-signature-operator")
                .serverSideApply(),
        "forbidden");
  }

  @Test
  void othersConfigurationsAreNobodysBusiness() {
    assertThatCode(
            () -> {
              var others =
                  remover.resource(
                      new ValidatingWebhookConfigurationBuilder()
                          .withNewMetadata()
                          .withName("of-others")
                          .endMetadata()
                          .build());
              others.create();
              others.delete();
            })
        .doesNotThrowAnyException();
    assertThat(configuration(API.admin()).get()).isNotNull();
  }

  private static String webhook(String member) {
    return "{\"webhooks\":[{\"name\":\"pods.modelsigning.dev\"," + member + "}]}";
  }

  private static boolean administratorMayRead() {
    try {
      return configuration(administrator).get() != null;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private static void bind(String role, String user) {
    API.admin()
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(user)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build())
        .create();
  }

  private static Resource<ValidatingWebhookConfiguration> configuration(KubernetesClient actor) {
    return actor
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(CONFIGURATION);
  }

  private static void change(KubernetesClient actor, String change) {
    configuration(actor).patch(PatchContext.of(PatchType.STRATEGIC_MERGE), change);
  }

  private static void dryRun(KubernetesClient actor, String change) {
    configuration(actor)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withDryRun(List.of("All"))
                .build(),
            change);
  }

  private static void delete(KubernetesClient actor) {
    configuration(actor).dryRun().delete();
  }
}
