// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.testing.CustomResources;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which changes of a ModelSignature have it judged again. */
final class AskedChangesTest {
  private static ModelSignature stored() {
    ModelSignature signature = CustomResources.modelSignature("team-a", "minilm");
    signature.getMetadata().setUid("first");
    signature.getMetadata().setGeneration(1L);
    signature.getMetadata().setResourceVersion("1");
    return signature;
  }

  private static boolean matters(Consumer<ModelSignature> change) {
    ModelSignature now = stored();
    now.getMetadata().setResourceVersion("2");
    change.accept(now);
    return new AskedChanges().accept(now, stored());
  }

  @Test
  void writeOfTheStatusDoesNotMatter() {
    assertThat(matters(signature -> signature.setStatus(new ModelSignatureStatus()))).isFalse();
  }

  @Test
  void annotationOfSomebodyElseDoesNotMatter() {
    assertThat(
            matters(
                signature -> signature.getMetadata().setAnnotations(Map.of("example.com/a", "1"))))
        .isFalse();
  }

  @Test
  void specificationDeletionAndTheWishForAMeasurementMatter() {
    assertThat(matters(signature -> signature.getMetadata().setGeneration(2L))).isTrue();
    assertThat(
            matters(
                signature -> signature.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z")))
        .isTrue();
    assertThat(
            matters(
                signature ->
                    signature
                        .getMetadata()
                        .setAnnotations(Map.of(ApiGroup.MEASURE_AGAIN_ANNOTATION, "now"))))
        .isTrue();
  }

  @Test
  void anotherOneOfTheSameNameAndGenerationMatters() {
    assertThat(matters(signature -> signature.getMetadata().setUid("second"))).isTrue();
  }
}
