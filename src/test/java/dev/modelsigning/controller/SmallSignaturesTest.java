// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.InlineSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.manifest.Digest;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SmallSignaturesTest {
  private final SmallSignatures store = new SmallSignatures();

  private static ModelSignature withBundle(String bundle) {
    ModelSignature signature = new ModelSignature();
    signature.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team-a")
            .withName("minilm")
            .withManagedFields(new ManagedFieldsEntry())
            .addToAnnotations("mine", "kept")
            .build());
    signature.getSpec().signature = new SignatureSource();
    signature.getSpec().signature.inline = new InlineSignature();
    signature.getSpec().signature.inline.bundle = bundle;
    return signature;
  }

  @Test
  void bundleIsLeftOutAndItsDigestStays() {
    store.put("team-a/minilm", withBundle("{}"));
    ModelSignature kept = store.get("team-a/minilm");
    assertThat(kept.getSpec().signature.inline.bundle).isNull();
    assertThat(kept.getMetadata().getManagedFields()).isEmpty();
    assertThat(kept.getMetadata().getAnnotations()).doesNotContainKey("mine");
    assertThat(SmallSignatures.bundleDigest(kept, 0))
        .contains("sha256:" + Digest.sha256("{}".getBytes(StandardCharsets.UTF_8)).hex());
  }

  @Test
  void resourceWithoutAnInlineBundleIsKeptAsItIs() {
    ModelSignature onVolume = withBundle("{}");
    onVolume.getSpec().signature = null;
    onVolume.getMetadata().setManagedFields(List.of());
    store.put("team-a/minilm", onVolume);
    assertThat(SmallSignatures.bundleDigest(store.get("team-a/minilm"), 0)).isEmpty();
    store.put("team-a/minilm", withBundle("{}"));
    store.put("team-a/minilm", store.get("team-a/minilm"));
    assertThat(SmallSignatures.bundleDigest(store.get("team-a/minilm"), 0)).isPresent();
  }

  @Test
  void furtherBundlesAreLeftOutAndTheirDigestsStay() {
    ModelSignature signature = withBundle("{}");
    signature.getSpec().additionalSignatures =
        List.of(new SignatureSource(), withBundle("{1}").getSpec().signature);
    store.put("team-a/minilm", signature);
    ModelSignature kept = store.get("team-a/minilm");

    assertThat(kept.getSpec().additionalSignatures.getLast().inline.bundle).isNull();
    assertThat(SmallSignatures.bundleDigest(kept, 1)).isEmpty();
    assertThat(SmallSignatures.bundleDigest(kept, 2))
        .contains("sha256:" + Digest.sha256("{1}".getBytes(StandardCharsets.UTF_8)).hex());
  }
}
