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
 * Tries what the guard forbids: a pod with a reserved name, created by somebody who is not the job
 * controller, as a server-side dry run in the operator's namespace. Policies take about a second to
 * come into force after they were written; only a refusal shows that they are.
 */
final class GuardTrial {
  static final String POD_NAME = ApiGroup.MEASURING_PREFIX + "guard-self-test";

  /** How the API server begins a refusal by the policy on reserved pod names. */
  private static final String REFUSED_BY_GUARD =
      "ValidatingAdmissionPolicy 'model-signature-reserved-pods'";

  private static final String REFUSED_BY_RBAC = "cannot create resource \"pods\"";

  private final KubernetesClient client;
  private final String namespace;

  GuardTrial(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  SelfTest run() {
    try {
      client.pods().inNamespace(namespace).resource(pod()).dryRun(true).create();
      return new SelfTest.Broken(
          "a pod with the reserved name " + POD_NAME + " was let through in a dry run");
    } catch (KubernetesClientException e) {
      return judge(e.getCode(), String.valueOf(e.getMessage()));
    }
  }

  /** A refusal by anybody but the guard says nothing about the guard. */
  static SelfTest judge(int status, String message) {
    return switch (status) {
      case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(message);
      // Another webhook that cannot do dry runs.
      case HttpURLConnection.HTTP_BAD_REQUEST -> new SelfTest.Untestable(message);
      // Names are compared after admission: the guard let it through.
      case HttpURLConnection.HTTP_CONFLICT -> new SelfTest.Broken(message);
      default -> new SelfTest.Inconclusive(message);
    };
  }

  private static SelfTest forbidden(String message) {
    if (message.contains(REFUSED_BY_GUARD)) {
      return new SelfTest.Holds();
    }
    return message.contains(REFUSED_BY_RBAC)
        ? new SelfTest.Untestable(message)
        : new SelfTest.Inconclusive(message);
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
