// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;

final class ModelSigningJobReconcilerTest {
  @Test
  void writesAStatusOverTheVersionThatWasReadAlone() {
    var job = new ModelSigningJob();
    job.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team")
            .withName("sign")
            .withUid("the-first")
            .withResourceVersion("7")
            .addToLabels("somebody", "else's")
            .build());

    assertThat(ModelSigningJobReconciler.fresh(job, new ModelSigningJobStatus()).getMetadata())
        .isEqualTo(
            new ObjectMetaBuilder()
                .withNamespace("team")
                .withName("sign")
                .withUid("the-first")
                .withResourceVersion("7")
                .build());
  }
}
