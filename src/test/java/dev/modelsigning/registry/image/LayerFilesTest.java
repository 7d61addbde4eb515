// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers over one another, and what must not get out of the folder. */
final class LayerFilesTest {
  @TempDir private Path folder;
  private Path root;

  @BeforeEach
  void emptyFolder() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
  }

  private void apply(String directory, TarLayer... layers) throws IOException {
    LayerFiles files = new LayerFiles(root, TarReader.path(directory), 1 << 20);
    for (TarLayer layer : layers) {
      files.apply(new ByteArrayInputStream(layer.bytes()));
    }
  }

  private List<String> found() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !Files.isDirectory(path))
          .map(path -> root.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private String content(String name) throws IOException {
    return Files.readString(root.resolve(name));
  }

  @Test
  void upperLayersReplaceAndRemove() throws IOException {
    apply(
        "/",
        new TarLayer().file("models/a", "one").file("models/b", "two").file("models/d/e", "old"),
        new TarLayer().file("./models/a", "new").file("models/.wh.b", "").file("models/.wh.d", ""));

    assertThat(found()).containsExactly("models/a");
    assertThat(content("models/a")).isEqualTo("new");
  }

  @Test
  void opaqueFolderHidesWhatLiesBelowAndNotWhatItHoldsItself() throws IOException {
    apply(
        "/",
        new TarLayer().file("models/old", "old").file("models/sub/old", "old").file("x", "kept"),
        new TarLayer()
            .directory("models/")
            .file("models/new", "new")
            .file("models/.wh..wh..opq", "")
            .file("models/sub/new", "new"));

    assertThat(found()).containsExactly("models/new", "models/sub/new", "x");
  }

  @Test
  void ownFileOfALayerIsNotRemovedByItsOwnMark() throws IOException {
    apply("/", new TarLayer().file("a", "old"), new TarLayer().file("a", "new").file(".wh.a", ""));

    assertThat(content("a")).isEqualTo("new");
  }

  @Test
  void writesOnlyTheWantedDirectoryAsTheRoot() throws IOException {
    apply(
        "/models/v1",
        new TarLayer().file("etc/passwd", "x").file("models/v1/a", "one").file("models/v2/b", "x"),
        new TarLayer().file("models/v1x/c", "x").file("models/v1/d/e", "two"));

    assertThat(found()).containsExactly("a", "d/e");
  }

  @Test
  void wantedDirectoryIsRemovedWithOneAboveIt() throws IOException {
    apply(
        "/models/v1",
        new TarLayer().file("models/v1/a", "one"),
        new TarLayer().file(".wh.models", "").file("models/v1/b", "two"));
    assertThat(found()).containsExactly("b");

    apply(
        "/models/v1",
        new TarLayer().file("models/v1/a", "one"),
        new TarLayer().file("models/.wh..wh..opq", ""));
    assertThat(found()).isEmpty();
  }

  @Test
  void fileReplacesAFolderAndAFolderAFile() throws IOException {
    apply(
        "/",
        new TarLayer().file("a/b", "x").file("c", "x"),
        new TarLayer().file("a", "file").file("c/d", "folder"));

    assertThat(found()).containsExactly("a", "c/d");
  }

  @Test
  void linksAreWrittenAndNeverFollowed() throws IOException {
    apply(
        "/",
        new TarLayer().file("blobs/x", "content").symbolicLink("model", "blobs/x"),
        new TarLayer().file("model", "a file instead of the link"));

    assertThat(content("blobs/x")).isEqualTo("content");
    assertThat(root.resolve("model")).isRegularFile();
    assertThat(Files.isSymbolicLink(root.resolve("model"))).isFalse();
  }

  @Test
  void refusesToWriteThroughALink() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));

    assertThatThrownBy(
            () ->
                apply(
                    "/",
                    new TarLayer().symbolicLink("way", "../outside").file("way/out", "escaped")))
        .isInstanceOf(ImageContentException.class)
        .hasMessageContaining("written through a link");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void removalDoesNotFollowLinks() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Path kept = Files.writeString(outside.resolve("kept"), "x");

    assertThatThrownBy(
            () ->
                apply(
                    "/",
                    new TarLayer().symbolicLink("way", "../outside"),
                    new TarLayer().file("way/.wh.kept", "")))
        .hasMessageContaining("through a link");
    apply("/", new TarLayer().file(".wh.way", ""));

    assertThat(kept).exists();
    assertThat(found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out", "a/../../out", "/../out", "a/.."})
  void refusesNamesThatLeaveTheRoot(String name) {
    assertThatThrownBy(() -> apply("/", new TarLayer().file(name, "escaped")))
        .isInstanceOf(ImageContentException.class);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void absoluteNamesAreBelowTheRoot() throws IOException {
    apply("/", new TarLayer().file("/models//./a", "one"));

    assertThat(found()).containsExactly("models/a");
  }

  @Test
  void hardLinksAreFilesOfTheModel() throws IOException {
    apply(
        "/models",
        new TarLayer().file("models/a", "one"),
        new TarLayer().hardLink("models/b", "models/a"),
        new TarLayer().file("models/a", "two"));

    assertThat(content("a")).isEqualTo("two");
    assertThat(content("b")).isEqualTo("one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"etc/passwd", "../outside", "models/missing", "models/way/kept", ""})
  void refusesHardLinksToAnythingElse(String target) throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "x");

    assertThatThrownBy(
            () ->
                apply(
                    "/models",
                    new TarLayer()
                        .file("etc/passwd", "x")
                        .symbolicLink("models/way", "../outside")
                        .hardLink("models/b", target)))
        .isInstanceOf(ImageContentException.class);
  }

  @ParameterizedTest
  @ValueSource(chars = {'3', '4', '6', 'S', 'Z'})
  void refusesWhatIsNeitherFileNorFolderNorLink(char type) {
    assertThatThrownBy(() -> apply("/", new TarLayer().member(type, "odd", "", "")))
        .isInstanceOf(ImageContentException.class)
        .hasMessageContaining("/odd");
  }

  @Test
  void readsNamesOfTheExtensions() throws IOException {
    String longName = "models/" + "n".repeat(150);
    apply(
        "/",
        new TarLayer()
            .extended("path", longName, "short", "by POSIX")
            .member('L', "././@LongLink", "", "models/" + "g".repeat(150) + "\0")
            .file("short", "by GNU"));

    assertThat(content(longName)).isEqualTo("by POSIX");
    assertThat(content("models/" + "g".repeat(150))).isEqualTo("by GNU");
  }

  @Test
  void refusesWhatIsNoArchive() {
    LayerFiles files = new LayerFiles(root, List.of(), 1 << 20);
    byte[] damaged = new TarLayer().file("a", "b").bytes();
    damaged[0] = 'x';
    byte[] cut = Arrays.copyOf(new TarLayer().file("a", "b".repeat(600)).bytes(), 700);

    assertThatThrownBy(() -> files.apply(new ByteArrayInputStream(damaged)))
        .isInstanceOf(ImageContentException.class);
    assertThatThrownBy(() -> files.apply(new ByteArrayInputStream(cut)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void writesNoMoreThanThereIsRoomFor() {
    LayerFiles files = new LayerFiles(root, List.of(), 10);

    assertThatThrownBy(
            () ->
                files.apply(
                    new ByteArrayInputStream(new TarLayer().file("a", "b".repeat(11)).bytes())))
        .hasMessageContaining("no room");
  }

  @Test
  void refusesADirectoryOfTheModelThatIsALink() {
    assertThatThrownBy(() -> apply("/models", new TarLayer().symbolicLink("models", "other")))
        .isInstanceOf(ImageContentException.class)
        .hasMessageContaining("is not a directory");
  }
}
