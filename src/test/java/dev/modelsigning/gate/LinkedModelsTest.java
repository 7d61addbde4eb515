// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.FakeCluster;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.SerializationStatus;
import dev.modelsigning.testing.CustomResources;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is covered of models that were signed with links: only what the links lead to as well. */
final class LinkedModelsTest {
  private static final String SNAPSHOT = "hub/models--org--tiny/snapshots/0123abc";

  private static ModelSignature of(String subPath, boolean links, String... siblings) {
    ModelSignature signature = FakeCluster.verified();
    signature.getSpec().source.persistentVolumeClaim.subPath = subPath;
    var manifest = new ManifestStatus();
    manifest.siblings = List.of(siblings);
    manifest.siblingsMore = 0;
    manifest.serialization = new SerializationStatus();
    manifest.serialization.allowSymlinks = links;
    signature.getStatus().manifest = manifest;
    return signature;
  }

  private static Optional<String> objections(String mounted, ModelSignature... signatures) {
    return new Coverage(List.of(signatures), signature -> Optional.empty())
        .objections(Directory.of(mounted));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hub", "hub/models--org--tiny"})
  void snapshotIsCoveredByAMountThatHoldsItsBlobs(String mounted) {
    assertThat(objections(mounted, of(SNAPSHOT, true))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hub/models--org--tiny/snapshots",
        SNAPSHOT,
        SNAPSHOT + "/onnx",
        "hub/models--org--tiny/blobs"
      })
  void refusesAMountOutOfWhichTheLinksOfASnapshotLead(String mounted) {
    assertThat(objections(mounted, of(SNAPSHOT, true))).isPresent();
  }

  @Test
  void refusalNamesTheDirectoryToMount() {
    assertThat(objections(SNAPSHOT, of(SNAPSHOT, true)))
        .get()
        .asString()
        .contains("mount the directory hub/models--org--tiny or one above it");
  }

  @Test
  void refusesACacheWithBlobsThatNobodySignedOrAnotherSnapshot() {
    for (String beside : List.of("blobs", "refs", ".no_exist", "snapshots/other")) {
      String path = "hub/models--org--tiny/" + beside;
      assertThat(objections("hub", of(SNAPSHOT, true, path))).get().asString().contains(path);
    }
  }

  @Test
  void snapshotOfPlainFilesIsCoveredLikeAnyDirectory() {
    assertThat(objections(SNAPSHOT, of(SNAPSHOT, false))).isEmpty();
    assertThat(objections(SNAPSHOT + "/onnx", of(SNAPSHOT, false))).isEmpty();
  }

  @Test
  void modelWithLinksIsCoveredAsAWholeAndNotBelow() {
    assertThat(objections("models/v1", of("models/v1", true))).isEmpty();
    assertThat(objections("models", of("models/v1", true))).isEmpty();
    assertThat(objections("models/v1/part", of("models/v1", true)))
        .get()
        .asString()
        .contains("signed with links", "mount the directory models/v1 or one above it");
    assertThat(objections("models/v1/part", of("models/v1", false))).isEmpty();
  }

  @Test
  void snapshotsAtTheRootOfAVolumeNeedTheWholeVolume() {
    assertThat(objections("", of("snapshots/0123abc", true))).isEmpty();
    assertThat(objections("snapshots/0123abc", of("snapshots/0123abc", true)))
        .get()
        .asString()
        .contains("mount the whole volume");
  }

  @Test
  void snapshotInAnImageIsCoveredByAMountThatHoldsItsBlobs() {
    ModelSignature image = of(SNAPSHOT, true);
    image.getSpec().source =
        CustomResources.imageSource("registry.example/tiny@sha256:" + "a".repeat(64));
    image.getSpec().source.image.path = "/" + SNAPSHOT;
    assertThat(objections("", image)).isEmpty();
    assertThat(objections("hub/models--org--tiny", image)).isEmpty();
    assertThat(objections(SNAPSHOT, image)).isPresent();
  }

  @Test
  void singleFileIsCoveredByAMountOfThatFileOnly() {
    ModelSignature file = of("models/tiny.gguf", false, "models/other.gguf");
    assertThat(objections("models/tiny.gguf", file)).isEmpty();
    assertThat(objections("models/other.gguf", file)).isPresent();
    assertThat(objections("models", file)).get().asString().contains("models/other.gguf");
    assertThat(objections("models", of("models/tiny.gguf", false))).isEmpty();
  }
}
