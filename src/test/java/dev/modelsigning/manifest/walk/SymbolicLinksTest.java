// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SymbolicLinksTest {
  private static final Serialization FOLLOWING = Serialization.files().withSymlinks(true);

  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void makeModel() {
    model = ModelDirectories.small(temp);
  }

  private void link(String name, String target) throws IOException {
    Path link = model.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  private static Manifest hash(Path model) throws Exception {
    return new ModelHasher().hash(model, FOLLOWING, HashOptions.defaults());
  }

  private static List<String> names(Manifest manifest) {
    return manifest.entries().stream().map(ManifestEntry::name).toList();
  }

  private ModelContentException refusal() {
    ModelContentException refusal =
        catchThrowableOfType(ModelContentException.class, () -> hash(model));
    assertThat(refusal.reason()).isEqualTo(Reason.SYMLINK);
    return refusal;
  }

  @Test
  void everyLinkIsAnEntryUnderItsOwnPathAlsoWhenTheyShareATarget() throws Exception {
    link("one", "onnx/model.onnx");
    link("sub/two", "../one");
    Manifest manifest = hash(model);
    assertThat(names(manifest))
        .containsExactly(
            "config.json", "empty.txt", "model.safetensors", "one", "onnx/model.onnx", "sub/two");
    Digest graph = Digest.sha256("graph".getBytes(StandardCharsets.UTF_8));
    assertThat(manifest.entries().get(3).digest()).isEqualTo(graph);
    assertThat(manifest.entries().get(5).digest()).isEqualTo(graph);
    assertThat(manifest.serialization().allowSymlinks()).isTrue();
  }

  @Test
  void filesBehindALinkToADirectoryAreThereUnderItsName() throws Exception {
    link("again", "onnx");
    assertThat(names(hash(model))).contains("again/model.onnx", "onnx/model.onnx");
    Manifest only =
        new ModelHasher()
            .hashOnly(model, FOLLOWING, HashOptions.defaults(), Set.of("again/model.onnx"));
    assertThat(names(only)).containsExactly("again/model.onnx");
  }

  @Test
  void refusesALinkOutOfTheModelNamingLinkAndTarget() throws Exception {
    ModelDirectories.write(temp, "secret", "x");
    link("sub/out", "../../secret");
    assertThat(refusal())
        .hasMessageContaining("'sub/out' leads out of the model")
        .hasMessageContaining("'../../secret'");
  }

  @Test
  void refusesALinkToADirectoryOutOfTheModel() throws Exception {
    Files.createDirectories(temp.resolve("model-2"));
    link("out", "../model-2");
    assertThat(refusal()).hasMessageContaining("out of the model");
  }

  @Test
  void refusesLinksInCircles() throws Exception {
    link("sub/up", "..");
    assertThat(refusal()).hasMessageContaining("'sub/up' leads in a circle");
    Files.delete(model.resolve("sub/up"));
    link("a/b", "../c");
    link("c/d", "../a");
    assertThat(refusal()).hasMessageContaining("in a circle");
  }

  @Test
  void refusesALinkToItselfAndToNothing() throws Exception {
    link("self", "self");
    assertThat(refusal()).hasMessageContaining("in a circle");
    Files.delete(model.resolve("self"));
    link("broken", "none");
    assertThat(refusal()).hasMessageContaining("leads to a missing file");
  }

  @Test
  void anExcludedLinkIsNotAnError() throws Exception {
    link("out", "/etc");
    Serialization how = FOLLOWING.withIgnorePaths(List.of("out"));
    assertThat(new ModelHasher().hash(model, how, HashOptions.defaults()).entries()).hasSize(4);
  }

  @Test
  void refusesALinkToADevice() throws Exception {
    link("null", "/dev/null");
    assertThat(refusal()).hasMessageContaining("out of the model");
  }

  @Test
  void refusesALinkByAnAbsolutePathAlsoIntoTheModel() throws Exception {
    link("again", model.resolve("config.json").toString());
    assertThat(refusal()).hasMessageContaining("'again' leads through the absolute path '/");
  }

  @Test
  void refusesALinkThatLeavesTheModelAndComesBack() throws Exception {
    link("again", "../" + model.getFileName() + "/config.json");
    assertThat(refusal()).hasMessageContaining("'again' leads out of the model on its way");
  }

  @Test
  void refusesALinkThroughAnotherThatLeavesTheModelAndComesBack() throws Exception {
    link("sub/up", "../..");
    link("again", "sub/up/" + model.getFileName() + "/config.json");
    Serialization how = FOLLOWING.withIgnorePaths(List.of("sub"));
    assertThat(
            catchThrowableOfType(
                ModelContentException.class,
                () -> new ModelHasher().hash(model, how, HashOptions.defaults())))
        .hasMessageContaining("'again' leads out of the model on its way");
  }

  @Test
  void stepsUpWithinTheModelAreFollowed() throws Exception {
    link("sub/deep/one", "../../onnx/../config.json");
    assertThat(names(hash(model))).contains("sub/deep/one");
  }

  private Path snapshot() throws IOException {
    Path entry = temp.resolve("models--org--name");
    ModelDirectories.write(entry, "blobs/aa11", "weights");
    ModelDirectories.write(entry, "refs/main", "rev");
    model = Files.createDirectories(entry.resolve("snapshots/rev"));
    link("model.safetensors", "../../blobs/aa11");
    return model;
  }

  @Test
  void aSnapshotOfAHuggingFaceCacheMayLinkToItsBlobs() throws Exception {
    Manifest manifest = hash(snapshot());
    assertThat(names(manifest)).containsExactly("model.safetensors");
    assertThat(manifest.modelName()).isEqualTo("rev");
  }

  @Test
  void aSnapshotMustNotReachItsBlobsByAWayAroundTheCacheEntry() throws Exception {
    snapshot();
    link("around", "../../../models--org--name/blobs/aa11");
    assertThat(refusal()).hasMessageContaining("'around' leads out of the model on its way");
    Files.delete(model.resolve("around"));
    link("around", temp.resolve("models--org--name/blobs/aa11").toRealPath().toString());
    assertThat(refusal()).hasMessageContaining("'around' leads through the absolute path");
  }

  @Test
  void aSnapshotMustNotLeaveForItsOwnFiles() throws Exception {
    snapshot();
    link("self", "../rev/model.safetensors");
    assertThat(hash(model).entries()).hasSize(2);
    link("config.json", "../../snapshots/rev/sub/x");
    ModelDirectories.write(model, "sub/x", "{}");
    assertThat(refusal()).hasMessageContaining("'config.json' leads out of the model on its way");
  }

  @Test
  void aSnapshotMayLinkToNothingElse() throws Exception {
    snapshot();
    link("main", "../../refs/main");
    assertThat(refusal()).hasMessageContaining("'main' leads out of the model");
    Files.delete(model.resolve("main"));
    link("all", "../../blobs");
    assertThat(refusal()).hasMessageContaining("'all' leads out of the model");
  }

  @Test
  void blobsOfAFolderThatIsNotASnapshotAreOutside() throws Exception {
    ModelDirectories.write(temp, "blobs/aa11", "weights");
    link("model.bin", "../blobs/aa11");
    assertThat(refusal()).hasMessageContaining("out of the model");
  }
}
