// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PublishedDigestsTest {
  private final PublishedDigests store = new PublishedDigests();

  @Test
  void binaryKeysCountAsSomebodyElses() {
    ConfigMap published =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("team-a")
            .withName("model-signature-trust")
            .endMetadata()
            .withData(Map.of("production", "{}"))
            .withBinaryData(Map.of("other", "e30="))
            .build();
    store.put("team-a/model-signature-trust", published);

    Map<String, String> kept = store.get("team-a/model-signature-trust").getData();
    assertThat(kept).containsOnlyKeys("production", "other");
    assertThat(kept.get("production")).isEqualTo(PublishedDigests.of("{}"));
    assertThat(kept.get("other")).isNotEqualTo(PublishedDigests.of("{}"));
  }
}
