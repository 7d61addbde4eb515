// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodesOfOneLookTest {
  private final List<ObjectMeta> cluster = new ArrayList<>(List.of(new ObjectMeta()));

  @Test
  void nodeThatLeavesAfterTheFirstQuestionIsThereUntilTheNextLook() {
    NodesOfOneLook nodes = new NodesOfOneLook(() -> List.copyOf(cluster));
    assertThat(nodes.get()).hasSize(1);

    cluster.clear();
    assertThat(nodes.get()).hasSize(1);
    assertThat(new NodesOfOneLook(() -> List.copyOf(cluster)).get()).isEmpty();
  }
}
