// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A refused link names the way out that its layout has. */
class LinkRemediesTest {
  @TempDir Path temp;
  private Path hub;
  private Path snapshot;

  @BeforeEach
  void aCacheWithASnapshot() {
    hub = temp.resolve("hub");
    snapshot = hub.resolve("models--org--tiny/snapshots/0123abc");
    ModelDirectories.write(hub, "models--org--tiny/blobs/aa", "weights");
    ModelDirectories.write(hub, "blobs/ee", "weights shared by the whole cache");
    ModelDirectories.write(snapshot, "notes", "none");
  }

  private static void link(Path link, String target) throws IOException {
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of(target));
  }

  private static ModelContentException refusal(Path model, boolean following) {
    Serialization serialization = Serialization.files().withSymlinks(following);
    ModelContentException refusal =
        catchThrowableOfType(
            ModelContentException.class,
            () -> ModelFiles.of(model, serialization, Set.of(), FileSelection.Every.FILE));
    assertThat(refusal.reason()).isEqualTo(ModelContentException.Reason.SYMLINK);
    return refusal;
  }

  private static int files(Path model) throws Exception {
    return ModelFiles.of(
            model, Serialization.files().withSymlinks(true), Set.of(), FileSelection.Every.FILE)
        .files()
        .size();
  }

  @Test
  void snapshotWhoseLinksAreNotFollowedIsToldHowToFollowThem() throws Exception {
    link(snapshot.resolve("model.safetensors"), "../../blobs/aa");
    assertThat(refusal(snapshot, false))
        .hasMessageContaining("'model.safetensors' is a symbolic link to a blob")
        .hasMessageContaining("--allow-symlinks")
        .hasMessageContaining("allowSymlinks of a signing job")
        .hasMessageContaining("hf download --local-dir");
    assertThat(files(snapshot)).isEqualTo(2);
  }

  @Test
  void blobsOfTheWholeCacheStayOutsideAndTheFolderThatHoldsBothIsNamed() throws Exception {
    link(snapshot.resolve("model.safetensors"), "../../../blobs/ee");
    assertThat(refusal(snapshot, true))
        .hasMessageContaining("leads out of the model")
        .hasMessageContaining("or take the folder 3 levels above as the model, which holds both");
    assertThat(refusal(hub.resolve("models--org--tiny"), true))
        .hasMessageContaining("or take the folder above as the model, which holds both");
    assertThat(files(hub)).isEqualTo(4);
  }

  @Test
  void blobsThatAreLinksToThoseOfTheWholeCacheAreOutsideToo() throws Exception {
    link(hub.resolve("models--org--tiny/blobs/ee"), "../../blobs/ee");
    link(snapshot.resolve("model.safetensors"), "../../blobs/ee");
    assertThat(refusal(snapshot, true))
        .hasMessageContaining("leads out of the model")
        .hasMessageContaining("3 levels above");
  }

  @Test
  void folderAboveIsNotProposedWhereTheLinkIsForbiddenThereToo() throws Exception {
    link(snapshot.resolve("model.safetensors"), hub.resolve("blobs/ee").toRealPath().toString());
    assertThat(refusal(snapshot, true).getMessage()).doesNotContain("above");
    Files.delete(snapshot.resolve("model.safetensors"));
    link(snapshot.resolve("model.safetensors"), "../../../../elsewhere");
    ModelDirectories.write(temp, "elsewhere", "x");
    assertThat(refusal(snapshot, true).getMessage())
        .contains("leads out of the model")
        .doesNotContain("above");
  }

  @Test
  void missingBlobIsToldToBeDownloadedAgain() throws Exception {
    link(snapshot.resolve("model.safetensors"), "../../blobs/gone");
    assertThat(refusal(snapshot, true))
        .hasMessageContaining("leads to a missing file")
        .hasMessageContaining("download the model again");
  }

  @Test
  void linksOfGitAnnexAreNamedWhetherFollowedOrNot() throws Exception {
    Path clone = Files.createDirectory(temp.resolve("clone"));
    link(clone.resolve("model.bin"), ".git/annex/objects/x/y/SHA256E-s1--aa/SHA256E-s1--aa");
    assertThat(refusal(clone, true)).hasMessageContaining("run 'git annex get'");
    assertThat(refusal(clone, false)).hasMessageContaining("a symbolic link of git-annex");
  }

  @Test
  void linkInACircleIsOnlyToldToBeRemovedOrIgnored() throws Exception {
    Path model = ModelDirectories.small(temp);
    for (String target : new String[] {"..", ".", "up"}) {
      link(model.resolve("sub/up"), target);
      assertThat(refusal(model, true).getMessage())
          .contains("in a circle")
          .endsWith("; remove it, or ignore it with --ignore-paths");
      Files.delete(model.resolve("sub/up"));
    }
    link(model.resolve("a/b"), "../c");
    link(model.resolve("c/d"), "../a");
    assertThat(refusal(model, true))
        .hasMessageEndingWith("; remove it, or ignore it with --ignore-paths");
  }

  /** In the folder above it would lead in a circle, and a copy would hold itself. */
  @Test
  void linkToAFolderThatHoldsTheModelIsOnlyToldToBeRemovedOrIgnored() throws Exception {
    Path model = ModelDirectories.small(temp);
    for (String target : new String[] {"../..", "../../.."}) {
      link(model.resolve("sub/up"), target);
      assertThat(refusal(model, true))
          .hasMessageContaining("out of the model")
          .hasMessageEndingWith("; remove it, or ignore it with --ignore-paths");
      Files.delete(model.resolve("sub/up"));
    }
  }

  @Test
  void otherLinksAreNotTakenForAHub() throws Exception {
    Path model = ModelDirectories.small(temp);
    link(model.resolve("again"), "config.json");
    assertThat(refusal(model, false))
        .hasMessage(
            "'again' is a symbolic link; allow links, ignore it, or sign a copy without links");
  }
}
