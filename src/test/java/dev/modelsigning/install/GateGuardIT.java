// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static dev.modelsigning.testing.AdmissionAssert.assertAdmitted;
import static dev.modelsigning.testing.AdmissionAssert.assertRefused;

import dev.modelsigning.testing.DeployedFiles;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What nobody may do to gates in pods and to what they read, not even who may do everything else.
 */
final class GateGuardIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  private static String namespace = "";

  @BeforeAll
  static void install() throws IOException {
    namespace = API.newNamespace("gates", Map.of());
    GuardedCluster.install(API);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec?command=sh&container=oms-gate",
        "attach?container=oms-gate-2",
        "exec?command=sh&container=storage-initializer"
      })
  void nobodyConnectsToAGate(String subresource) {
    String message = "it may be a gate that verifies a model";
    assertRefused(
        () ->
            API.admin()
                .raw("/api/v1/namespaces/" + namespace + "/pods/free/" + subresource, "POST", null),
        message);
  }

  @Test
  void nobodyButTheOperatorWritesPublishedTrust() {
    String message = "written only by the Model Signature Operator";
    ConfigMap trust = configMap("model-signature-trust");
    assertRefused(() -> API.admin().resource(trust).create(), message);
    KubernetesClient operator =
        API.asServiceAccount(DeployedFiles.NAMESPACE, "model-signature-operator");
    assertAdmitted(() -> operator.resource(trust).create());
    ConfigMap changed = configMap("model-signature-trust");
    changed.setData(Map.of("production", "{}"));
    assertRefused(() -> API.admin().resource(changed).update(), message, "(UPDATE by ");
    assertRefused(() -> API.admin().resource(trust).delete(), message, "(DELETE by ");
    assertRefused(
        () -> API.admin().configMaps().inNamespace(namespace).delete(), message, "(DELETE by ");
    assertAdmitted(() -> operator.resource(trust).delete());
    assertAdmitted(() -> API.admin().resource(configMap("model-signature-trust-notes")).create());
  }

  @Test
  void operatorWritesNoOtherConfigMapOutsideOfItsNamespace() {
    assertRefused(
        () ->
            API.asServiceAccount(DeployedFiles.NAMESPACE, "model-signature-operator")
                .resource(configMap("other"))
                .create(),
        "writes no configmap but model-signature-trust");
  }

  private static ConfigMap configMap(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .build();
  }
}
