// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.HashAlgorithm;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.SigningMethod;
import dev.modelsigning.api.v1alpha1.SigningOptions;
import dev.modelsigning.api.v1alpha1.SigningSerialization;
import dev.modelsigning.evidence.HashingChoice;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a signing job has files hashed. */
final class SigningSerializationsTest {
  private static final Serialization FILES =
      Serialization.files().withIgnorePaths(Serialization.DEFAULT_IGNORES);
  private static final long FOUR_GIB = 4_294_967_296L;

  private final ModelSigningJob job = new ModelSigningJob();
  private final SigningSerialization wanted = new SigningSerialization();

  private HashingChoice choice() {
    job.getSpec().options = new SigningOptions();
    job.getSpec().options.serialization = wanted;
    return SigningSerializations.of(job);
  }

  @Test
  void defaultsAndOwnIgnoresAreRecorded() {
    job.getSpec().options = new SigningOptions();
    job.getSpec().options.ignorePaths = List.of("logs");
    assertThat(SigningSerializations.of(job).selection().ignorePaths())
        .containsExactly(".git", ".gitattributes", ".github", ".gitignore", "logs");
  }

  @Test
  void absentOptionsMeanWholeFilesUpToFourGibAndShardsOfOneGigabyteAbove() {
    HashingChoice choice = SigningSerializations.of(job);
    assertThat(choice.forLargest(FOUR_GIB)).isEqualTo(FILES);
    assertThat(choice.forLargest(FOUR_GIB + 1)).isEqualTo(FILES.withShards(1_000_000_000));
    assertThat(choice()).isEqualTo(choice);
  }

  @Test
  void autoTakesTheShardSizeAndTheDigestThatAreGiven() {
    wanted.shardSize = 2_000_000L;
    wanted.hashAlgorithm = HashAlgorithm.BLAKE2b;
    assertThat(choice().forLargest(FOUR_GIB + 1))
        .isEqualTo(FILES.withHashType(Digest.BLAKE2B).withShards(2_000_000));
  }

  @Test
  void autoNeverDividesForBlake3WhichDividesByItself() {
    wanted.hashAlgorithm = HashAlgorithm.BLAKE3;
    assertThat(choice().forLargest(Long.MAX_VALUE)).isEqualTo(FILES.withHashType(Digest.BLAKE3));
  }

  @Test
  void methodsThatAreNamedHoldForFilesOfAnySize() {
    wanted.method = SigningMethod.Files;
    assertThat(choice().forLargest(Long.MAX_VALUE)).isEqualTo(FILES);
    wanted.method = SigningMethod.Shards;
    assertThat(choice().forLargest(1)).isEqualTo(FILES.withShards(1_000_000_000));
  }

  @Test
  void linksAreFollowedOnlyWhenTheJobSaysSo() {
    assertThat(choice().selection().allowSymlinks()).isFalse();
    wanted.allowSymlinks = true;
    assertThat(choice().selection().allowSymlinks()).isTrue();
  }
}
