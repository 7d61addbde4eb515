// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.CachePolicy;
import dev.modelsigning.api.v1alpha1.ComputeResources;
import dev.modelsigning.api.v1alpha1.MeasurementPlacement;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.controller.signing.SignatureOutput.InlineModelSignature;
import dev.modelsigning.testing.CustomResources;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SignatureOutputTest {
  private static VerificationOptions everything() {
    var options = new VerificationOptions();
    options.parallelism = 4;
    options.timeoutSeconds = 600;
    options.interval = "24h";
    options.fingerprintInterval = "30m";
    options.cachePolicy = CachePolicy.Drop;
    options.runAsUser = 1000L;
    options.runAsGroup = 1000L;
    options.supplementalGroups = List.of(2000L);
    options.resources = new ComputeResources();
    options.placement = new MeasurementPlacement();
    options.placement.nodeSelector = Map.of("pool", "storage");
    options.imagePullSecrets = List.of("mirror-registry");
    return options;
  }

  @Test
  void resultIsVerifiedAsItWasMeasuredForSigning() {
    var job = new ModelSigningJob();
    job.setMetadata(
        new ObjectMetaBuilder().withNamespace("team").withName("sign").withUid("uid").build());
    job.getSpec().source = CustomResources.signingSource("minilm");
    job.getSpec().measurement = everything();

    var verification =
        InlineModelSignature.of(job)
            .with(job, new byte[0], Optional.empty())
            .getSpec()
            .verification;

    assertThat(verification).usingRecursiveComparison().isEqualTo(everything());
  }

  @Test
  void everySettingIsCompared() throws IllegalAccessException {
    for (var field : VerificationOptions.class.getFields()) {
      if (!field.getName().equals("suspend")) {
        assertThat(field.get(everything())).as(field.getName()).isNotNull();
      }
    }
  }
}
