// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.HashAlgorithm;
import dev.modelsigning.api.v1alpha1.SerializationStatus;
import dev.modelsigning.api.v1alpha1.SigningMethod;
import dev.modelsigning.api.v1alpha1.SigningSerialization;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.controller.HashedAs;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to hash, from the request to the verdict: the measuring pods run {@code oms measure} on
 * a real folder.
 */
class SerializationsIT extends SigningScenario {
  enum Place {
    VOLUME,
    INLINE,
    CONFIG_MAP
  }

  private static Stream<Serialization> ways() {
    Serialization files = Serialization.files().withSymlinks(true);
    Serialization shards = Serialization.shards(1000).withSymlinks(true);
    return Stream.of(Digest.SHA256, Digest.BLAKE2B, Digest.BLAKE3)
        .flatMap(hash -> Stream.of(files.withHashType(hash), shards.withHashType(hash)));
  }

  static Stream<Arguments> waysAndPlaces() {
    return ways().flatMap(way -> Stream.of(Place.values()).map(at -> Arguments.of(way, at)));
  }

  @ParameterizedTest
  @MethodSource("waysAndPlaces")
  void bundleIsVerifiedWhateverItsSerializationAndItsPlace(Serialization way, Place place)
      throws IOException {
    theModelHasALink();
    given.aPolicy().aBoundClaim();
    bundleIsAt(place, model.signedBy(signer, way));

    when.thePodOf(when.aMeasurementRuns()).runs(model.folder());

    var status = then.theModelSignature().becomesVerified().status();
    assertThat(status.manifest.serialization)
        .usingRecursiveComparison()
        .isEqualTo(HashedAs.status(way));
    assertThat(status.manifest.files).isEqualTo(3);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void changedBitIsRejectedWhateverTheSerialization(Serialization way) throws IOException {
    theModelHasALink();
    given.aPolicy().aBoundClaim();
    bundleIsAt(Place.INLINE, model.signedBy(signer, way));
    model.tamper();

    when.thePodOf(when.aMeasurementRuns()).runs(model.folder());

    then.theModelSignature().becomes("ContentMismatch").isRejected().says("model.safetensors");
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void linkIsRefusedWhereTheBundleDoesNotAllowLinks(Place place) throws IOException {
    given.aPolicy().aBoundClaim();
    bundleIsAt(place, model.signedBy(signer, Serialization.files()));
    theModelHasALink();

    when.thePodOf(when.aMeasurementRuns()).runs(model.folder());

    then.theModelSignature().becomes("ContentRefused").isRejected().says("link.safetensors");
  }

  static Stream<Arguments> orders() {
    return Stream.of(
        Arguments.of(null, expected(SigningMethod.Files, HashAlgorithm.SHA256, null)),
        Arguments.of(
            order(SigningMethod.Files, HashAlgorithm.BLAKE3, null),
            expected(SigningMethod.Files, HashAlgorithm.BLAKE3, null)),
        Arguments.of(
            order(SigningMethod.Shards, HashAlgorithm.SHA256, 1_000_000L),
            expected(SigningMethod.Shards, HashAlgorithm.SHA256, 1_000_000L)),
        Arguments.of(
            order(SigningMethod.Shards, HashAlgorithm.BLAKE2b, null),
            expected(SigningMethod.Shards, HashAlgorithm.BLAKE2b, 1_000_000_000L)));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void jobSignsAsToldAndItsSignatureIsVerified(
      @Nullable SigningSerialization order, SerializationStatus expected) {
    ModelDirectories.write(model.folder(), "large.bin", "x".repeat(2_500_000));
    signing.aKeyFor("*", signer.privateKey());
    given.aPolicy().aBoundClaim();
    signing.job("sign", "", order);

    signing.runs(signing.running("sign"), model.folder());

    var signed = signing.becomes("sign", SigningState.Succeeded).status().manifest;
    assertThat(signed.serialization).usingRecursiveComparison().isEqualTo(expected);
    when.thePodOf(when.aMeasurementRuns()).runs(model.folder());
    assertThat(then.theModelSignature().becomesVerified().status().manifest.digest)
        .isEqualTo(signed.digest);
  }

  @Test
  void jobSignsTheSnapshotOfAHuggingFaceCacheOnlyWhenLinksAreAllowed() throws IOException {
    String snapshot = "hub/models--org--tiny/snapshots/0123abc";
    Path entry = model.folder().resolve("hub/models--org--tiny");
    ModelDirectories.write(entry, "blobs/aa", "weights");
    Files.createDirectories(entry.resolve("snapshots/0123abc"));
    Files.createSymbolicLink(
        entry.resolve("snapshots/0123abc/model.safetensors"), Path.of("../../blobs/aa"));
    signing.aKeyFor("*", signer.privateKey());
    given.aPolicy().aBoundClaim();

    signing.job("refused", snapshot, null);
    signing.runs(signing.running("refused"), model.folder());
    signing.becomes("refused", SigningState.Failed).hasReason("ContentRefused");

    SigningSerialization links = new SigningSerialization();
    links.allowSymlinks = true;
    signing.job("sign", snapshot, links);
    signing.runs(signing.running("sign"), model.folder());
    signing.becomes("sign", SigningState.Succeeded);

    when.thePodOf(when.aMeasurementRuns()).runs(model.folder());
    then.theModelSignature().becomesVerified();
  }

  @Test
  void nothingIsSignedThatWasHashedInAnotherWayThanTold() {
    signing.aKeyFor("*", signer.privateKey());
    given.aBoundClaim();
    signing.job("sign");
    var measuring = signing.running("sign");

    when.thePodOf(measuring).measures(model.measured(Serialization.shards(7)), Optional.empty());
    signing.nudge(measuring);

    signing.becomes("sign", SigningState.Failed).hasReason("SigningFailed").says("as it was told");
    assertThat(signing.bundle()).isEmpty();
  }

  private void theModelHasALink() throws IOException {
    Files.createSymbolicLink(
        model.folder().resolve("link.safetensors"), Path.of("model.safetensors"));
  }

  private void bundleIsAt(Place place, byte[] bundle) {
    switch (place) {
      case VOLUME -> {
        model.put(bundle);
        given.aModelSignature();
      }
      case INLINE -> given.aModelSignatureWithInlineBundle(bundle);
      case CONFIG_MAP -> given.aModelSignatureWithConfigMap(bundle);
    }
  }

  private static SigningSerialization order(
      SigningMethod method, HashAlgorithm algorithm, @Nullable Long shardSize) {
    var order = new SigningSerialization();
    order.method = method;
    order.hashAlgorithm = algorithm;
    order.shardSize = shardSize;
    return order;
  }

  private static SerializationStatus expected(
      SigningMethod method, HashAlgorithm algorithm, @Nullable Long shardSize) {
    var expected = new SerializationStatus();
    expected.method = method;
    expected.hashAlgorithm = algorithm;
    expected.shardSize = shardSize;
    expected.allowSymlinks = false;
    return expected;
  }
}
