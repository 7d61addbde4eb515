// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Kubernetes checks the types of a policy's validations after it is created and puts what it finds
 * into the status. Match conditions it does not check; GuardIT and GuardedInstallIT exercise those.
 */
final class GuardTypesIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  @Test
  void expressionsOfTheGuardHaveNoTypeWarnings() throws IOException {
    API.startControllers("validatingadmissionpolicy-status-controller");
    GuardFiles.objects().forEach(object -> API.admin().resource(object).create());
    Await.until("the types to be checked", Duration.ofSeconds(60), GuardTypesIT::allChecked);
    assertThat(policies())
        .hasSize(10)
        .allSatisfy(
            policy ->
                assertThat(policy.getStatus().getTypeChecking().getExpressionWarnings())
                    .as(policy.getMetadata().getName())
                    .isEmpty());
  }

  private static boolean allChecked() {
    return policies().stream()
        .allMatch(
            policy ->
                policy.getStatus() != null
                    && policy.getStatus().getTypeChecking() != null
                    && policy
                        .getMetadata()
                        .getGeneration()
                        .equals(policy.getStatus().getObservedGeneration()));
  }

  private static List<ValidatingAdmissionPolicy> policies() {
    return API.admin().admissionRegistration().v1().validatingAdmissionPolicies().list().getItems();
  }
}
