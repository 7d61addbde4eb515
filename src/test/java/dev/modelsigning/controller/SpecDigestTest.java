// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.CachePolicy;
import dev.modelsigning.api.v1alpha1.FileSignature;
import dev.modelsigning.api.v1alpha1.InlineSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureSpec;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import org.junit.jupiter.api.Test;

class SpecDigestTest {
  private final ModelSignatureSpec spec = new ModelSignatureSpec();
  private final String before = SpecDigest.of(spec);

  @Test
  void staysWhenOnlyTheTimeOfMeasurementsIsEdited() {
    spec.verification = new VerificationOptions();
    spec.verification.suspend = true;
    spec.verification.interval = "24h";
    spec.verification.fingerprintInterval = "30m";
    // The API server adds these.
    spec.verification.cachePolicy = CachePolicy.Drop;
    spec.verification.timeoutSeconds = 86_400;
    assertThat(SpecDigest.of(spec)).isEqualTo(before);
  }

  @Test
  void changesWithHowAModelIsMeasured() {
    spec.verification = new VerificationOptions();
    spec.verification.runAsUser = 1000L;
    assertThat(SpecDigest.of(spec)).isNotEqualTo(before);
  }

  @Test
  void changesWithTheBundleThatIsMeant() {
    spec.signature = new SignatureSource();
    spec.signature.file = new FileSignature();
    spec.signature.file.path = "other.sig";
    assertThat(SpecDigest.of(spec)).isNotEqualTo(before);
  }

  @Test
  void leavesInlineBundlesToTheirOwnDigests() {
    spec.signature = new SignatureSource();
    spec.signature.inline = new InlineSignature();
    String without = SpecDigest.of(spec);
    spec.signature.inline.bundle = "{}";
    assertThat(SpecDigest.of(spec)).isEqualTo(without);
  }
}
