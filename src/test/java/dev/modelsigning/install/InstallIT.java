// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Installs deploy/ into a real API server as {@code kubectl apply --server-side} does. */
final class InstallIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final String CONFIGURATION = "model-signature-webhook";

  @Test
  void appliesWithoutAnUnknownField() throws IOException {
    List<GenericKubernetesResource> objects = DeployFiles.objects();
    objects.forEach(InstallIT::apply);
    assertThat(objects)
        .allSatisfy(object -> assertThat(API.admin().resource(object).get()).isNotNull());
  }

  @Test
  void applyingAgainKeepsTheCaBundleOfTheOperator() throws IOException {
    DeployFiles.objects().forEach(InstallIT::apply);
    API.asServiceAccount(GuardFiles.NAMESPACE, "model-signature-operator")
        .resource(
            new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(CONFIGURATION)
                .endMetadata()
                .addNewWebhook()
                .withName("pods.modelsigning.dev")
                .withNewClientConfig()
                .withCaBundle("Y2E=")
                .endClientConfig()
                .endWebhook()
                .build())
        .fieldManager("model-signature-operator")
        .forceConflicts()
        .serverSideApply();

    DeployFiles.objects().forEach(InstallIT::apply);

    ValidatingWebhookConfiguration stored =
        API.admin()
            .admissionRegistration()
            .v1()
            .validatingWebhookConfigurations()
            .withName(CONFIGURATION)
            .get();
    assertThat(stored.getWebhooks())
        .singleElement()
        .extracting(ValidatingWebhook::getClientConfig)
        .satisfies(
            client -> {
              assertThat(client.getCaBundle()).isEqualTo("Y2E=");
              assertThat(client.getService().getName()).isEqualTo("model-signature-webhook");
            });
  }

  private static void apply(GenericKubernetesResource object) {
    API.admin()
        .resource(object)
        .fieldValidation(FieldValidateable.Validation.STRICT)
        .fieldManager("kubectl")
        .forceConflicts()
        .serverSideApply();
  }
}
