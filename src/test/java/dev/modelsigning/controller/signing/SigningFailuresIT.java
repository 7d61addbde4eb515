// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.testing.SigningJobAssert;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing jobs that end without a signature, on a real API server. */
class SigningFailuresIT extends SigningScenario {
  /** Enough random digests for a bundle of more than 1 MiB. */
  private static final int MANY_FILES = 9_000;

  @BeforeEach
  void aSigningJob() {
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim();
    signing.job("sign");
  }

  private SigningJobAssert failsWithoutABundle() {
    SigningJobAssert failed = signing.becomes("sign", SigningState.Failed);
    assertThat(signing.bundle()).isEmpty();
    return failed;
  }

  private static Manifest manifest(int files) {
    List<ManifestEntry> entries =
        IntStream.range(0, files)
            .mapToObj(
                i ->
                    new ManifestEntry(
                        "shard-%05d.bin".formatted(i),
                        Digest.sha256(ByteBuffer.allocate(4).putInt(i).array())))
            .toList();
    return new Manifest("minilm", Serialization.files(), entries);
  }

  @Test
  void bundleThatFitsIntoNoResourceIsNotWritten() {
    signing.measures(signing.running("sign"), manifest(MANY_FILES));

    failsWithoutABundle()
        .hasReason("BundleTooLarge")
        .says("9000 files", "sign it with the command line");
  }

  @Test
  void measurementWithoutFilesIsNotSigned() {
    signing.measures(signing.running("sign"), manifest(0));

    failsWithoutABundle().hasReason("SigningFailed").says("no files to sign");
  }

  @Test
  void fifthMeasurementThatFailsEndsTheJob() {
    String earlier = "";
    for (int attempt = 0; attempt < 5; attempt++) {
      Job measuring = signing.runningAfter(earlier, "sign");
      when.thePodOf(measuring).reportingNonce("forged").refuses("EmptyModel");
      signing.nudge(measuring);
      earlier = measuring.getMetadata().getUid();
    }

    failsWithoutABundle().hasReason("NonceMismatch");
  }
}
