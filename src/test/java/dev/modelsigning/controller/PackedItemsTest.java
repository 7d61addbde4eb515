// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
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
    assertThat(items.all()).singleElement().isNotSameAs(put);
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

  /** As the client does after a list. */
  @Test
  void outlineOfWhatIsGoneIsCompletedWhenItIsRemoved() {
    items.put("team-a/model-1", model(1, "1"));
    items.put("team-a/model-2", model(2, "1"));
    List<ModelSignature> outlines = items.values().toList();
    assertThat(outlines)
        .allSatisfy(outline -> assertThat(outline.getStatus()).isNull())
        .extracting(items::getKey)
        .containsExactlyInAnyOrder("team-a/model-1", "team-a/model-2");

    ModelSignature gone =
        outlines.stream()
            .filter(outline -> outline.getMetadata().getName().equals("model-1"))
            .findFirst()
            .orElseThrow();
    ModelSignature removed = Objects.requireNonNull(items.remove(items.getKey(gone)));

    assertThat(json(gone)).isEqualTo(json(removed)).isEqualTo(json(model(1, "1")));
    assertThat(json(items.get("team-a/model-2"))).isEqualTo(json(model(2, "1")));
  }

  @Test
  void whatATellerHandsOverWithARemovalStaysAsItIs() {
    items.put("team-a/model-1", model(1, "1"));
    ModelSignature told = model(1, "2");

    assertThat(items.remove(items.getKey(told)))
        .extracting(removed -> removed.getMetadata().getResourceVersion())
        .isEqualTo("1");
    assertThat(told.getMetadata().getResourceVersion()).isEqualTo("2");
  }

  @Test
  void indexLeadsToWhatHasAValueNow() {
    KeyIndex<ModelSignature> byMessage =
        items.indexedBy(model -> List.of(model.getStatus().message));
    String first = model(1, "1").getStatus().message;
    items.put("team-a/model-1", model(1, "1"));
    ModelSignature second = model(2, "1");
    second.getStatus().message = first;
    items.put("team-a/model-2", second);
    assertThat(byMessage.of(first))
        .containsExactlyInAnyOrder(
            new ResourceID("model-1", "team-a"), new ResourceID("model-2", "team-a"));

    items.put("team-a/model-2", model(2, "2"));
    assertThat(byMessage.of(first)).containsExactly(new ResourceID("model-1", "team-a"));
    assertThat(byMessage.of(model(2, "2").getStatus().message))
        .containsExactly(new ResourceID("model-2", "team-a"));

    items.remove("team-a/model-1");
    assertThat(byMessage.of(first)).isEmpty();
  }

  @Test
  void namespaceHasTheObjectsThatAreInIt() {
    items.put("team-a/model-1", model(1, "1"));
    items.put("team-ab/model-2", model(2, "1"));

    assertThat(items.ids("team-a")).containsExactly(new ResourceID("model-1", "team-a"));
  }

  @Test
  void sumsAreThoseOfWhatIsKept() {
    IntStream.range(0, 10).forEach(i -> items.put("team-a/model-" + i, model(i, "1")));
    items.put("team-a/model-3", model(3, "2"));
    items.remove("team-a/model-4");

    ObjectSums counted = ObjectSums.over(() -> items.all().map(ModelSignature::getMetadata));
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
