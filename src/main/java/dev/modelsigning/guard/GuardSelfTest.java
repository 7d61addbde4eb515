// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;

/**
 * Attempts what the guard forbids: creating a pod with a reserved name as an account other than the
 * job controller, in a server-side dry run in the operator's namespace. Policies take effect about
 * a second after they are written; only a refusal shows that they have.
 */
final class GuardSelfTest {
  static final String POD_NAME = ApiGroup.MEASURING_PREFIX + "guard-self-test";

  /** What the API server writes into a refusal by the policy on reserved pod names. */
  private static final String REFUSED_BY_GUARD =
      "ValidatingAdmissionPolicy 'model-signature-reserved-pods'";

  private static final String REFUSED_BY_RBAC = "cannot create resource \"pods\"";

  private final KubernetesClient client;
  private final String namespace;

  GuardSelfTest(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  SelfTestResult run() {
    try {
      client.pods().inNamespace(namespace).resource(pod()).dryRun(true).create();
      return new SelfTestResult.Broken(
          "a pod with the reserved name " + POD_NAME + " was admitted in a dry run");
    } catch (KubernetesClientException e) {
      return resultOf(e.getCode(), String.valueOf(e.getMessage()));
    }
  }

  /** A refusal by anything but the guard says nothing about the guard. */
  static SelfTestResult resultOf(int status, String message) {
    return switch (status) {
      case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(message);
      // Another webhook does not support dry runs.
      case HttpURLConnection.HTTP_BAD_REQUEST -> new SelfTestResult.Untestable(message);
      // Names are compared after admission, so the guard admitted it.
      case HttpURLConnection.HTTP_CONFLICT -> new SelfTestResult.Broken(message);
      default -> new SelfTestResult.Inconclusive(message);
    };
  }

  private static SelfTestResult forbidden(String message) {
    if (message.contains(REFUSED_BY_GUARD)) {
      return new SelfTestResult.Holds();
    }
    return message.contains(REFUSED_BY_RBAC)
        ? new SelfTestResult.Untestable(message)
        : new SelfTestResult.Inconclusive(message);
  }

  private Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(POD_NAME)
        .endMetadata()
        .withNewSpec()
        .withAutomountServiceAccountToken(false)
        .withRestartPolicy("Never")
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(65532L)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName("never-runs")
        .withImage("localhost/never-runs")
        .withNewResources()
        .withRequests(Map.of())
        .endResources()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .build();
  }
}
