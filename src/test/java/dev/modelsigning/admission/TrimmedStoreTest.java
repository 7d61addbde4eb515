// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.InlineSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.gate.AdmissionDecision.Allowed;
import dev.modelsigning.gate.PodDecision;
import dev.modelsigning.gate.Pods;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrimmedStoreTest {
  private final TrimmedStore<ModelSignature> store = new TrimmedStore<>();

  private static ModelSignature large() {
    ModelSignature signature = FakeCluster.verified();
    signature.getSpec().signature = new SignatureSource();
    signature.getSpec().signature.inline = new InlineSignature();
    signature.getSpec().signature.inline.bundle = "x".repeat(1 << 20);
    signature.getMetadata().setManagedFields(List.of(new ManagedFieldsEntry()));
    signature.getMetadata().setAnnotations(Map.of("applied", "y".repeat(1 << 10)));
    return signature;
  }

  @Test
  void keepsNeitherBundlesNorManagedFields() {
    store.put("team-a/minilm", large());
    ModelSignature kept = store.get("team-a/minilm");
    assertThat(kept.getSpec().signature).isNull();
    assertThat(kept.getMetadata().getManagedFields()).isEmpty();
    assertThat(kept.getMetadata().getAnnotations()).isNull();
  }

  @Test
  void keepsEverythingThatADecisionReads() {
    store.put("team-a/minilm", large());
    FakeCluster cluster = new FakeCluster();
    cluster.signatures.clear();
    cluster.signatures.add(store.get("team-a/minilm"));
    assertThat(
            new PodDecision(cluster, Clock.systemUTC(), Set.of())
                .decide(Pods.create(Pods.server())))
        .isInstanceOf(Allowed.class);
  }
}
