// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who ends the protection of a claim that a pod uses. */
final class ClaimsInUseIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final String PROTECTION = "kubernetes.io/pvc-protection";
  private static final String UNPROTECTED = "{\"metadata\":{\"finalizers\":null}}";

  private static String namespace = "";
  private static KubernetesClient tenant;
  private static KubernetesClient controller;

  @BeforeAll
  static void install() throws IOException {
    namespace = API.newNamespace("claims", Map.of());
    GuardedCluster.install(API);
    for (String role : List.of("system:aggregate-to-edit", "system:aggregate-to-view")) {
      API.admin()
          .resource(
              new RoleBindingBuilder()
                  .withNewMetadata()
                  .withNamespace(namespace)
                  .withName(role)
                  .endMetadata()
                  .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                  .addNewSubject("rbac.authorization.k8s.io", "User", "tenant", null)
                  .addNewSubject("", "ServiceAccount", "pvc-protection-controller", "kube-system")
                  .build())
          .create();
    }
    tenant = API.as("tenant", "system:authenticated");
    controller = API.asServiceAccount("kube-system", "pvc-protection-controller");
    makeClaim();
    Await.until(
        "edit bound to the tenant", Duration.ofSeconds(10), ClaimsInUseIT::tenantMayChangeClaims);
  }

  @BeforeEach
  void protectClaim() {
    makeClaim();
  }

  private static void makeClaim() {
    API.admin()
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("weights")
                .withFinalizers(PROTECTION)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .serverSideApply();
  }

  @Test
  void aTenantCannotFreeAClaimForAnExchange() {
    assertRefused(
        () -> patch(tenant, UNPROTECTED), PROTECTION, "(UPDATE by tenant)", "delete the pods");
    assertRefused(
        () -> patch(tenant, "{\"metadata\":{\"finalizers\":[\"example.com/other\"]}}"), PROTECTION);
  }

  @Test
  void otherChangesOfAClaimAreFree() {
    assertAdmitted(() -> patch(tenant, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
    assertAdmitted(
        () ->
            patch(
                tenant,
                "{\"metadata\":{\"finalizers\":[\"" + PROTECTION + "\",\"example.com/other\"]}}"));
  }

  @Test
  void theControllerAndAdministratorsOfStorageEndTheProtection() {
    assertAdmitted(() -> patch(controller, UNPROTECTED));
    makeClaim();
    assertAdmitted(() -> patch(API.admin(), UNPROTECTED));
  }

  private static boolean tenantMayChangeClaims() {
    try {
      patch(tenant, "{\"metadata\":{\"labels\":{\"may\":\"change\"}}}");
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  private static void patch(KubernetesClient actor, String change) {
    actor
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withName("weights")
        .patch(PatchContext.of(PatchType.JSON_MERGE), change);
  }
}
