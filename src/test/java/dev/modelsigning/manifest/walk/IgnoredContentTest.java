// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.IgnoredPath;
import dev.modelsigning.manifest.IgnoredPath.Kind;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.hashing.HashOptions;
import dev.modelsigning.manifest.hashing.ModelHasher;
import dev.modelsigning.testing.ModelDirectories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IgnoredContentTest {
  @TempDir Path temp;
  private Path model;

  @BeforeEach
  void makeModel() {
    model = ModelDirectories.small(temp);
  }

  private IgnoredContent seen(Serialization how, Path... excluded) throws Exception {
    AtomicReference<IgnoredContent> seen = new AtomicReference<>();
    new ModelHasher()
        .hash(model, how, HashOptions.defaults().excluding(excluded).reportingIgnored(seen::set));
    return seen.get();
  }

  private IgnoredContent seen(String... ignored) throws Exception {
    return seen(Serialization.files().withIgnorePaths(List.of(ignored)));
  }

  @Test
  void nothingLiesAtIgnoredPathsOfAPlainModel() throws Exception {
    assertThat(seen().isEmpty()).isTrue();
    assertThat(seen("not/there")).isEqualTo(IgnoredContent.NONE);
  }

  @Test
  void countsFilesAndBytesAndNamesTheFirst() throws Exception {
    ModelDirectories.write(model, ".git/HEAD", "ref");
    ModelDirectories.write(model, ".git/objects/aa/bb", "12345");
    Files.createSymbolicLink(model.resolve(".git/weights"), Path.of("/elsewhere"));

    IgnoredContent content = seen();

    assertThat(content.paths()).hasSize(1);
    IgnoredPath git = content.paths().getFirst();
    assertThat(git.path()).isEqualTo(".git");
    assertThat(git.kind()).isEqualTo(Kind.FOLDER);
    assertThat(git.files()).isEqualTo(3);
    assertThat(git.bytes()).isGreaterThanOrEqualTo(8);
    assertThat(git.complete()).isTrue();
    assertThat(git.names())
        .containsExactlyInAnyOrder(".git/HEAD", ".git/objects/aa/bb", ".git/weights");
  }

  @Test
  void foldersWithoutAnyFileHoldNothing() throws Exception {
    Files.createDirectories(model.resolve(".git/refs/heads"));
    assertThat(seen()).isEqualTo(IgnoredContent.NONE);
  }

  @Test
  void smallGitFilesPassAndLargeOnesDoNot() throws Exception {
    ModelDirectories.write(model, ".gitignore", "*.tmp");
    ModelDirectories.write(model, ".gitattributes", "*.bin filter=lfs");
    assertThat(seen()).isEqualTo(IgnoredContent.NONE);

    ModelDirectories.write(model, ".gitattributes", "x".repeat(IgnoredPlaces.MAX_GIT_FILE + 1));
    assertThat(seen().paths())
        .containsExactly(
            new IgnoredPath(
                ".gitattributes", Kind.FILE, 1, IgnoredPlaces.MAX_GIT_FILE + 1, true, List.of()));
  }

  @Test
  void aFolderThatIsNamedLikeAGitFileDoesNotPass() throws Exception {
    ModelDirectories.write(model, ".gitattributes/config.json", "{}");
    assertThat(seen().paths()).extracting(IgnoredPath::path).containsExactly(".gitattributes");
  }

  @Test
  void aLinkThatIsNamedLikeAGitFilePassesIfItLeadsToOneInTheModel() throws Exception {
    ModelDirectories.write(model, ".git/attributes", "*.bin filter=lfs");
    Files.createSymbolicLink(model.resolve(".gitattributes"), Path.of(".git/attributes"));
    Files.createSymbolicLink(model.resolve(".gitignore"), Path.of("/etc/hostname"));
    assertThat(seen().paths())
        .extracting(IgnoredPath::path, IgnoredPath::kind)
        .containsExactly(tuple(".git", Kind.FOLDER), tuple(".gitignore", Kind.LINK));
  }

  @Test
  void theSignatureFilePassesAndAFolderInItsPlaceDoesNot() throws Exception {
    Path signature = ModelDirectories.write(model, "model.sig", "bundle");
    Serialization how = Serialization.recording(List.of("model.sig"));
    assertThat(seen(how, signature)).isEqualTo(IgnoredContent.NONE);
    assertThat(seen(how).paths()).extracting(IgnoredPath::kind).containsExactly(Kind.FILE);

    Files.delete(signature);
    ModelDirectories.write(model, "model.sig/config.json", "{}");
    assertThat(seen(how, signature).paths())
        .extracting(IgnoredPath::path, IgnoredPath::kind)
        .containsExactly(tuple("model.sig", Kind.FOLDER));
  }

  @Test
  void aLinkInPlaceOfTheSignatureMustLeadToAFileOfTheModel() throws Exception {
    Path signature = model.resolve("model.sig");
    Serialization how = Serialization.recording(List.of("model.sig", "sigs"));
    ModelDirectories.write(model, "sigs/a.sig", "bundle");
    Files.createSymbolicLink(signature, Path.of("sigs/a.sig"));
    assertThat(seen(how, signature, model.resolve("sigs/a.sig"))).isEqualTo(IgnoredContent.NONE);

    Files.delete(signature);
    Files.createSymbolicLink(signature, Path.of("onnx"));
    assertThat(seen(how, signature).paths())
        .extracting(IgnoredPath::path)
        .containsExactly("model.sig", "sigs");
  }

  @Test
  void theFilesOfAHuggingFaceSnapshotPassAsLinksIntoItsBlobs() throws Exception {
    Path entry = temp.resolve("models--org--name");
    model = Files.createDirectories(entry.resolve("snapshots/rev"));
    for (String name : List.of("config.json", "model.sig", ".gitattributes")) {
      ModelDirectories.write(entry, "blobs/of-" + name, "content of " + name);
      Files.createSymbolicLink(model.resolve(name), Path.of("../../blobs/of-" + name));
    }
    Serialization how = Serialization.recording(List.of("model.sig")).withSymlinks(true);
    assertThat(seen(how, model.resolve("model.sig"))).isEqualTo(IgnoredContent.NONE);
  }

  @Test
  void aLinkIntoBlobsIsNoSignatureOfAModelWithoutLinks() throws Exception {
    Path entry = temp.resolve("models--org--name");
    model = Files.createDirectories(entry.resolve("snapshots/rev"));
    ModelDirectories.write(entry, "blobs/bundle", "bundle");
    ModelDirectories.write(model, "config.json", "{}");
    Path link =
        Files.createSymbolicLink(
            model.resolve("chat_template.jinja"), Path.of("../../blobs/bundle"));
    assertThat(seen(Serialization.files(), link).paths())
        .extracting(IgnoredPath::path, IgnoredPath::kind)
        .containsExactly(tuple("chat_template.jinja", Kind.LINK));
  }

  @Test
  void reportsEveryPathOnceInOrderAndCountsTheRest() throws Exception {
    List<String> ignored = new ArrayList<>();
    for (int i = 0; i < IgnoredPlaces.MAX_PATHS + 5; i++) {
      ModelDirectories.write(model, "i%04d".formatted(i), "x");
      ignored.add("i%04d".formatted(i));
    }
    IgnoredContent content = seen(ignored.toArray(String[]::new));
    assertThat(content.paths()).hasSize(IgnoredPlaces.MAX_PATHS);
    assertThat(content.paths()).extracting(IgnoredPath::path).isSorted();
    assertThat(content.more()).isEqualTo(5);
  }

  @Test
  void nothingBelowAnIgnoredFolderIsFollowedOrRead() throws Exception {
    Files.createDirectories(model.resolve("logs"));
    Files.createSymbolicLink(model.resolve("logs/all"), Path.of("/"));
    assertThat(seen("logs").paths().getFirst().files()).isEqualTo(1);
  }
}
