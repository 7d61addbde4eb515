// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PackedItemsTest {
  private final PackedItems<ModelSignature> items = new PackedItems<>();

  private static ModelSignature model(int number, String version) {
    ModelSignature model = CustomResources.modelSignature("team-a", "model-" + number);
    model.getMetadata().setUid("uid-" + number);
    model.getMetadata().setResourceVersion(version);
    model.setStatus(new ModelSignatureStatus());
    model.getStatus().message = "Claim model-" + number + " does not exist: \u00e4\u4e2d";
    model.getStatus().conditions =
        Collections.nCopies(
            6,
            new ConditionBuilder()
                .withType("Ready")
                .withStatus("False")
                .withMessage(model.getStatus().message)
                .build());
    return model;
  }

  private static String json(ModelSignature model) {
    return new KubernetesSerialization().asJson(model);
  }

  @Test
  void whoAsksGetsACopyThatSaysTheSame() {
    ModelSignature put = model(1, "1");
    items.put(items.getKey(put), put);

    ModelSignature first = items.get("team-a/model-1");
    first.getStatus().message = "changed by whoever asked";

    assertThat(json(items.get("team-a/model-1"))).isEqualTo(json(put));
    assertThat(items.values()).singleElement().isNotSameAs(put);
    assertThat(items.get("team-a/model-2")).isNull();
  }

  @Test
  void whatIsReplacedOrRemovedIsTold() {
    assertThat(items.put("team-a/model-1", model(1, "1"))).isNull();
    assertThat(items.put("team-a/model-1", model(1, "2")))
        .extracting(before -> before.getMetadata().getResourceVersion())
        .isEqualTo("1");
    assertThat(items.remove("team-a/model-1"))
        .extracting(before -> before.getMetadata().getResourceVersion())
        .isEqualTo("2");
    assertThat(items.remove("team-a/model-1")).isNull();
    assertThat(items.size()).isZero();
  }

  @Test
  void sumsAreThoseOfWhatIsKept() {
    IntStream.range(0, 10).forEach(i -> items.put("team-a/model-" + i, model(i, "1")));
    items.put("team-a/model-3", model(3, "2"));
    items.remove("team-a/model-4");

    ObjectSums counted = ObjectSums.over(() -> items.values().map(ModelSignature::getMetadata));
    assertThat(items.versions()).isEqualTo(counted.versions()).isNotZero();
    assertThat(items.existence()).isEqualTo(counted.existence()).isNotZero();
  }

  @Test
  void resourceThatIsLikeTheFirstTakesATenthOfItsText() {
    var compression = new Compression();
    byte[] first = json(model(1, "1")).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] other = json(model(2, "7")).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    compression.compress(first);

    byte[] compressed = compression.compress(other);

    assertThat(compressed).hasSizeLessThan(other.length / 10);
    assertThat(compression.decompress(compressed)).isEqualTo(other);
  }

  @Test
  void textsOfAnyLengthAndWithoutPatternComeBack() {
    var compression = new Compression();
    var random = new Random(1);
    for (int length : List.of(0, 1, 63, 8_192, 3_000_000)) {
      byte[] text = new byte[length];
      random.nextBytes(text);
      assertThat(compression.decompress(compression.compress(text))).isEqualTo(text);
    }
  }
}
