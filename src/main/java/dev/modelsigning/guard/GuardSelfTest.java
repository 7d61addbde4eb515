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
 *
 * <p>Whose refusal it is follows from a second attempt: the same pod with a name that is not
 * reserved. Rights, quotas and other policies treat both alike, so only the guard refuses the first
 * where the second is admitted.
 */
final class GuardSelfTest {
  static final String POD_NAME = ApiGroup.MEASURING_PREFIX + "guard-self-test";

  static final String UNRESERVED_NAME = "guard-self-test";

  /** The status of an object that does not meet a rule; the Java platform has no name for it. */
  private static final int UNPROCESSABLE = 422;

  /**
   * The API server's answer to one attempt.
   *
   * @param status of HTTP; 0 if there was no answer
   * @param message for people
   */
  record Answer(int status, String message) {
    /** Names are compared after admission, so a conflict is an admission too. */
    private boolean admits() {
      return status == HttpURLConnection.HTTP_CREATED || status == HttpURLConnection.HTTP_CONFLICT;
    }

    private boolean forbids() {
      return status == HttpURLConnection.HTTP_FORBIDDEN || status == UNPROCESSABLE;
    }

    /** A webhook that does not support dry runs makes the request a bad one. */
    private boolean refuses() {
      return forbids() || status == HttpURLConnection.HTTP_BAD_REQUEST;
    }
  }

  private final KubernetesClient client;
  private final String namespace;

  GuardSelfTest(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  SelfTestResult run() {
    return resultOf(attempt(UNRESERVED_NAME), attempt(POD_NAME));
  }

  private Answer attempt(String name) {
    try {
      client.pods().inNamespace(namespace).resource(pod(name)).dryRun(true).create();
      return new Answer(HttpURLConnection.HTTP_CREATED, "a pod named " + name + " was admitted");
    } catch (KubernetesClientException e) {
      return new Answer(e.getCode(), String.valueOf(e.getMessage()));
    }
  }

  /** A refusal that is not the guard's says nothing about the guard. */
  static SelfTestResult resultOf(Answer unreserved, Answer reserved) {
    if (reserved.admits()) {
      return new SelfTestResult.Broken(
          "a pod with the reserved name " + POD_NAME + " was admitted in a dry run");
    }
    if (unreserved.admits()) {
      return reserved.forbids()
          ? new SelfTestResult.Holds()
          : new SelfTestResult.Inconclusive(reserved.message());
    }
    return unreserved.refuses()
        ? new SelfTestResult.Untestable(unreserved.message())
        : new SelfTestResult.Inconclusive(unreserved.message());
  }

  private Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
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
