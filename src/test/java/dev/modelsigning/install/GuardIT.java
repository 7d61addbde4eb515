// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What three actors may do with reserved pods: a tenant with the built-in role edit, a cluster
 * administrator, and the parts of Kubernetes that need access.
 */
final class GuardIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static final String RESERVED =
      "pod names beginning with oms-verify- or oms-sign- are reserved";

  private static String namespace = "";
  private static KubernetesClient tenant;
  private static KubernetesClient jobController;

  @BeforeAll
  static void install() throws IOException {
    namespace = API.newNamespace("guard", Map.of());
    GuardedCluster.install(API);
    bindEdit();
    tenant = API.as("tenant", "system:authenticated");
    jobController = API.asServiceAccount("kube-system", "job-controller");
    Await.until("edit bound to the tenant", Duration.ofSeconds(10), GuardIT::tenantMayListPods);
  }

  @BeforeEach
  void makePods() {
    Stream.of("oms-verify-a", "free")
        .filter(name -> API.admin().pods().inNamespace(namespace).withName(name).get() == null)
        .forEach(name -> create(jobController, pod(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"oms-verify-x", "oms-sign-x"})
  void onlyTheJobControllerCreatesPodsWithReservedNames(String name) {
    assertRefused(
        () -> create(tenant, pod(name)), RESERVED, "choose another name (CREATE by tenant)");
    assertRefused(() -> create(API.admin(), pod(name)), RESERVED);
    assertRefused(
        () -> create(API.asServiceAccount("kube-system", "replicaset-controller"), pod(name)),
        RESERVED);
    assertAdmitted(() -> create(jobController, pod(name)));
  }

  @Test
  void generatedNamesAreReservedToo() {
    Pod generated = pod("x");
    generated.getMetadata().setName(null);
    generated.getMetadata().setGenerateName("oms-verify-x-");
    assertRefused(() -> create(tenant, generated), RESERVED);
    assertAdmitted(() -> create(jobController, generated));
  }

  @Test
  void podsWithOtherNamesAreNotGuarded() {
    assertAdmitted(() -> create(tenant, pod("server-oms-verify-x")));
    assertAdmitted(() -> patch(tenant, "free", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"localhost/forged:1\"}]}}",
        "{\"metadata\":{\"labels\":{\"forged\":\"true\"}}}"
      })
  void nobodyChangesImageOrLabelsOfAMeasuringPod(String change) {
    assertRefused(() -> patch(tenant, "oms-verify-a", change), RESERVED, "(UPDATE by tenant)");
    assertRefused(() -> patch(API.admin(), "oms-verify-a", change), RESERVED);
  }

  @Test
  void nobodyAddsAnEphemeralContainerOrResizes() {
    assertRefused(
        () ->
            API.admin()
                .pods()
                .inNamespace(namespace)
                .withName("oms-verify-a")
                .ephemeralContainers()
                .patch(
                    PatchContext.of(PatchType.STRATEGIC_MERGE),
                    "{\"spec\":{\"ephemeralContainers\":[{\"name\":\"e\",\"image\":\"localhost/x:1\"}]}}"),
        RESERVED);
    assertRefused(() -> request(API.admin(), "PUT", "oms-verify-a/resize", resized()), RESERVED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec?command=sh&container=c",
        "attach?container=c",
        "portforward?ports=80",
        "proxy"
      })
  void nobodyConnectsToAMeasuringPod(String subresource) {
    String[] message = {
      "connections to the measuring pod oms-verify-a are not allowed",
      "read its log with kubectl logs"
    };
    assertRefused(() -> request(tenant, "POST", "oms-verify-a/" + subresource, null), message);
    assertRefused(() -> request(API.admin(), "POST", "oms-verify-a/" + subresource, null), message);
  }

  @Test
  void jobControllerHasNoRightToConnectToAMeasuringPod() {
    assertRefused(
        () -> request(jobController, "POST", "oms-verify-a/exec?command=sh&container=c", null),
        "forbidden");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec?command=sh&container=c",
        "attach?container=c",
        "portforward?ports=80",
        "proxy"
      })
  void guardDoesNotKeepATenantFromConnectingToOtherPods(String subresource) {
    // Still an error: no kubelet runs behind this API server.
    assertThatThrownBy(() -> request(tenant, "POST", "free/" + subresource, null))
        .hasMessageNotContaining("are not allowed");
  }

  @Test
  void schedulerBindsAndKubeletReports() {
    create(jobController, pod("oms-verify-run"));
    assertAdmitted(
        () ->
            request(
                API.as("system:kube-scheduler", "system:authenticated"),
                "POST",
                "oms-verify-run/binding",
                new BindingBuilder()
                    .withNewMetadata()
                    .withName("oms-verify-run")
                    .endMetadata()
                    .withNewTarget()
                    .withKind("Node")
                    .withName("node-a")
                    .endTarget()
                    .build()));
    KubernetesClient kubelet = API.asNode("node-a");
    assertAdmitted(
        () ->
            kubelet
                .pods()
                .inNamespace(namespace)
                .withName("oms-verify-run")
                .subresource("status")
                .patch(
                    PatchContext.of(PatchType.STRATEGIC_MERGE),
                    "{\"status\":{\"phase\":\"Succeeded\"}}"));
    assertThat(
            API.admin()
                .pods()
                .inNamespace(namespace)
                .withName("oms-verify-run")
                .get()
                .getStatus()
                .getPhase())
        .isEqualTo("Succeeded");
  }

  @Test
  void jobControllerRemovesItsFinalizer() {
    Pod finalized = pod("oms-verify-finalized");
    finalized.getMetadata().setFinalizers(List.of("batch.kubernetes.io/job-tracking"));
    create(jobController, finalized);
    assertAdmitted(
        () -> patch(jobController, "oms-verify-finalized", "{\"metadata\":{\"finalizers\":null}}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generic-garbage-collector",
        "pod-garbage-collector",
        "job-controller",
        "namespace-controller"
      })
  void controllersThatCleanUpDeleteMeasuringPods(String controller) {
    create(jobController, pod("oms-verify-gone-" + controller));
    assertAdmitted(
        () ->
            API.asServiceAccount("kube-system", controller)
                .pods()
                .inNamespace(namespace)
                .withName("oms-verify-gone-" + controller)
                .withGracePeriod(0)
                .delete());
  }

  private static boolean tenantMayListPods() {
    try {
      tenant.pods().inNamespace(namespace).list();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /** The parts that the controller manager, which does not run here, aggregates into edit. */
  private static void bindEdit() {
    for (String role :
        List.of(
            "system:aggregate-to-edit",
            "system:aggregate-to-view",
            "model-signature-edit",
            "model-signature-view")) {
      API.admin()
          .resource(
              new RoleBindingBuilder()
                  .withNewMetadata()
                  .withNamespace(namespace)
                  .withName(role)
                  .endMetadata()
                  .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                  .addNewSubject("rbac.authorization.k8s.io", "User", "tenant", null)
                  // The client of these tests reads a pod before it patches it.
                  .addNewSubject("", "ServiceAccount", "job-controller", "kube-system")
                  .build())
          .create();
    }
  }

  private static Pod resized() {
    Pod pod = API.admin().pods().inNamespace(namespace).withName("oms-verify-a").get();
    pod.getSpec()
        .getContainers()
        .getFirst()
        .getResources()
        .setRequests(Map.of("cpu", new Quantity("100m")));
    return pod;
  }

  private static void create(KubernetesClient actor, Pod pod) {
    actor.pods().inNamespace(namespace).resource(pod).create();
  }

  private static void patch(KubernetesClient actor, String name, String change) {
    actor
        .pods()
        .inNamespace(namespace)
        .withName(name)
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), change);
  }

  private static String request(
      KubernetesClient actor, String method, String podPath, Object body) {
    return actor.raw("/api/v1/namespaces/" + namespace + "/pods/" + podPath, method, body);
  }

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("c")
        .withImage("localhost/x:1")
        .withNewResources()
        .addToRequests("cpu", new Quantity("50m"))
        .endResources()
        .endContainer()
        .endSpec()
        .build();
  }
}
