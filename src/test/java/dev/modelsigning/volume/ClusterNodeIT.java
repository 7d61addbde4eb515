// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes as the API server serves them, read by the smaller class. */
class ClusterNodeIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  @BeforeEach
  void createNode() {
    API.admin()
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("small")
                .addToLabels("zone", "a")
                .endMetadata()
                .build())
        .create();
  }

  @AfterEach
  void deleteNode() {
    API.admin().nodes().withName("small").delete();
  }

  @Test
  void listHoldsNamesUidsAndLabels() {
    assertThat(API.admin().resources(ClusterNode.class).list().getItems())
        .extracting(ClusterNode::getMetadata)
        .anySatisfy(
            node -> {
              assertThat(node.getName()).isEqualTo("small");
              assertThat(node.getUid()).isNotEmpty();
              assertThat(node.getLabels()).containsEntry("zone", "a");
            });
  }

  @Test
  void informerSeesThem() throws Exception {
    try (var informer = API.admin().resources(ClusterNode.class).inform()) {
      assertThat(informer.getStore().list())
          .extracting(node -> node.getMetadata().getName())
          .contains("small");
    }
  }
}
