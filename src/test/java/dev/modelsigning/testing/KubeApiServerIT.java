// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class KubeApiServerIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  @Test
  void servesTheVersionTheProductIsBuiltFor() {
    assertThat(API.admin().getKubernetesVersion().getGitVersion()).startsWith("v1.");
  }

  @Test
  void userWithoutRightsIsRefused() {
    String namespace = API.newNamespace("fixture", Map.of());
    KubernetesClient nobody = API.as("nobody", "system:authenticated");
    assertThatThrownBy(() -> nobody.configMaps().inNamespace(namespace).list())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("User \"nobody\" cannot list resource \"configmaps\"");
  }

  @Test
  void serverSideApplyWorks() {
    String namespace = API.newNamespace("fixture", Map.of());
    API.admin()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("c")
                .endMetadata()
                .withData(Map.of("a", "1"))
                .build())
        .serverSideApply();
    assertThat(API.admin().configMaps().inNamespace(namespace).withName("c").get().getData())
        .containsEntry("a", "1");
  }
}
