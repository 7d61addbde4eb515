// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.Resource;
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
  void applyingAgainKeepsWhatTheOperatorWrote() throws IOException {
    DeployFiles.objects().forEach(InstallIT::apply);
    ValidatingWebhookConfiguration installed = configuration().get();
    ValidatingWebhook entry = OperatorEntries.of("release").getFirst();
    installed.setWebhooks(OperatorEntries.written(installed.getWebhooks(), entry));
    API.asServiceAccount(GuardFiles.NAMESPACE, "model-signature-operator")
        .resource(installed)
        .update();
    List<ValidatingWebhook> written = configuration().get().getWebhooks();

    DeployFiles.objects().forEach(InstallIT::apply);

    assertThat(configuration().get().getWebhooks()).isEqualTo(written);
    assertThat(written).hasSize(2);
  }

  private static Resource<ValidatingWebhookConfiguration> configuration() {
    return API.admin()
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(CONFIGURATION);
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
