// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.FileNames;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHasherTest {
  @TempDir Path temp;

  private static Manifest hash(Path model) throws Exception {
    return hash(model, Serialization.files(), HashOptions.defaults());
  }

  private static Manifest hash(Path model, Serialization how, HashOptions options)
      throws Exception {
    return new ModelHasher().hash(model, how, options);
  }

  private static List<String> names(Manifest manifest) {
    return manifest.entries().stream().map(ManifestEntry::name).toList();
  }

  private static ModelContentException refusal(Path model) {
    return refusal(model, Serialization.files());
  }

  private static ModelContentException refusal(Path model, Serialization how) {
    return org.assertj.core.api.Assertions.catchThrowableOfType(
        ModelContentException.class, () -> hash(model, how, HashOptions.defaults()));
  }

  @Test
  void entriesAreInCodePointOrder() throws Exception {
    Path model = temp.resolve("model");
    for (String name : List.of("b", "a/x", "a.txt", "B", "\uFF5E", "\uD83D\uDE00")) {
      ModelDirectories.write(model, name, name);
    }
    assertThat(names(hash(model)))
        .containsExactly("B", "a.txt", "a/x", "b", "\uFF5E", "\uD83D\uDE00");
  }

  @Test
  void leavesOutGitFilesAtTheRootOnly() throws Exception {
    Path model = temp.resolve("model");
    for (String name :
        List.of(
            ".git/config",
            ".gitignore",
            ".gitattributes",
            ".github/x",
            "sub/.git/config",
            "sub/.gitignore",
            ".gitmodules",
            ".gitx/y")) {
      ModelDirectories.write(model, name, name);
    }
    assertThat(names(hash(model)))
        .containsExactly(".gitmodules", ".gitx/y", "sub/.git/config", "sub/.gitignore");
  }

  @Test
  void leavesOutRecordedPathsWithAllBelowThemAndNoLookAlikes() throws Exception {
    Path model = temp.resolve("model");
    for (String name : List.of("a/b/c", "a/bc", "ab", "d", "cache/x", "e/cache/x")) {
      ModelDirectories.write(model, name, name);
    }
    Serialization how = Serialization.files().withIgnorePaths(List.of("a/b", "d", "cache/"));
    assertThat(names(hash(model, how, HashOptions.defaults())))
        .containsExactly("a/bc", "ab", "e/cache/x");
  }

  @Test
  void leavesOutTheSignatureFileHoweverItsPathIsWritten() throws Exception {
    Path model = ModelDirectories.small(temp);
    Path signature = ModelDirectories.write(model, "model.sig", "{}");
    Path link = Files.createSymbolicLink(temp.resolve("link"), model);
    for (Path way : List.of(signature, link.resolve("onnx/../model.sig"))) {
      Manifest manifest = hash(model, Serialization.files(), HashOptions.defaults().excluding(way));
      assertThat(names(manifest)).doesNotContain("model.sig").hasSize(4);
    }
  }

  @Test
  void followsALinkThatIsTheModelItself() throws Exception {
    Path model = ModelDirectories.small(temp);
    Path link = Files.createSymbolicLink(temp.resolve("current"), model);
    assertThat(hash(link)).isEqualTo(hash(model));
  }

  @Test
  void callsASingleFileAsItIsGivenAndNotByTheBlobThatItLeadsTo() throws Exception {
    ModelDirectories.write(temp, "blobs/abc", "weights");
    Path link =
        Files.createSymbolicLink(
            Files.createDirectories(temp.resolve("snapshots/c1")).resolve("w.bin"),
            Path.of("../../blobs/abc"));
    for (Serialization way : List.of(Serialization.files(), Serialization.shards(4))) {
      Manifest manifest = hash(link, way, HashOptions.defaults());
      assertThat(manifest.modelName()).isEqualTo("w.bin");
      assertThat(manifest.fileNames()).containsExactly("w.bin");
      Path copy = ModelDirectories.write(temp, "copy/w.bin", "weights");
      assertThat(hash(copy, way, HashOptions.defaults())).isEqualTo(manifest);
    }
  }

  @Test
  void refusesLinksUnlessTheyAreExcluded() throws Exception {
    Path model = ModelDirectories.small(temp);
    Files.createSymbolicLink(model.resolve("link"), Path.of("config.json"));
    Files.createSymbolicLink(model.resolve(".git"), Path.of("/nowhere"));
    assertThat(refusal(model))
        .matches(e -> e.reason() == Reason.SYMLINK && e.path().equals("link"));
    Serialization how = Serialization.files().withIgnorePaths(List.of("link"));
    assertThat(hash(model, how, HashOptions.defaults()).entries()).hasSize(4);
  }

  @Test
  void refusesLinksToDirectoriesAndToNothing() throws IOException {
    Path model = ModelDirectories.small(temp);
    Path link = Files.createSymbolicLink(model.resolve("link"), Path.of("onnx"));
    assertThat(refusal(model)).matches(e -> e.reason() == Reason.SYMLINK);
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("nothing"));
    assertThat(refusal(model)).matches(e -> e.reason() == Reason.SYMLINK);
  }

  @Test
  void refusesSpecialFilesWithoutOpeningThem() throws Exception {
    Path model = ModelDirectories.small(temp);
    Process mkfifo = new ProcessBuilder("mkfifo", model.resolve("pipe").toString()).start();
    assumeThat(mkfifo.waitFor()).as("mkfifo works here").isZero();
    assertThat(refusal(model)).matches(e -> e.reason() == Reason.SPECIAL_FILE);
    assertThat(refusal(model.resolve("pipe"))).matches(e -> e.reason() == Reason.SPECIAL_FILE);
  }

  @Test
  void refusesNamesThatAreNotUtf8() throws Exception {
    Path model = ModelDirectories.small(temp);
    Process touch =
        new ProcessBuilder(
                "sh", "-c", "cd \"$1\" && : > \"$(printf 'a\\377b')\"", "sh", model.toString())
            .start();
    assumeThat(touch.waitFor()).as("the file system takes any bytes").isZero();
    assertThat(refusal(model))
        .matches(e -> e.reason() == Reason.NAME_NOT_UTF8)
        .hasMessageContaining("/a\\xFFb'");
  }

  @Test
  void aNameThatHoldsTheReplacementCharacterIsItself() throws Exception {
    Path model = ModelDirectories.small(temp);
    ModelDirectories.write(model, "a\uFFFD %b", "x");
    assertThat(names(hash(model))).contains("a\uFFFD %b");
  }

  @Test
  void refusesAModelWithoutFiles() throws IOException {
    Path model = Files.createDirectories(temp.resolve("model/.git"));
    ModelDirectories.write(model, "objects/x", "x");
    Path root = temp.resolve("model");
    assertThat(refusal(root)).matches(e -> e.reason() == Reason.EMPTY_MODEL);
  }

  @Test
  void refusesAPathWithNothingAtIt() {
    assertThat(refusal(temp.resolve("none"))).matches(e -> e.reason() == Reason.NOT_FOUND);
  }

  @Test
  void aSingleFileIsNamedByItsBaseName() throws Exception {
    Path file = ModelDirectories.write(temp, "weights.bin", "abc");
    Manifest manifest = hash(file);
    assertThat(names(manifest)).containsExactly("weights.bin");
    assertThat(manifest.modelName()).isEqualTo("weights.bin");
  }

  @Test
  void noticesAFileThatChangesWhileItIsRead() throws IOException {
    Path model = ModelDirectories.small(temp);
    Path file = model.resolve("model.safetensors");
    HashOptions appending =
        new HashOptions(1, false, Set.of(), progress -> append(file, progress.filesDone()));
    assertThatExceptionOfType(ModelContentException.class)
        .isThrownBy(() -> hash(model, Serialization.files(), appending))
        .matches(e -> e.reason() == Reason.CHANGED_WHILE_READING)
        .withMessageContaining("model.safetensors");
  }

  private static void append(Path file, long filesDone) {
    if (filesDone == 0) {
      try {
        Files.writeString(file, "more", StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  @Test
  void reportsProgressFromStartToEnd() throws Exception {
    Path model = temp.resolve("model");
    Files.createDirectories(model);
    for (int i = 0; i < 3; i++) {
      Files.write(model.resolve("f" + i), new byte[20 << 20]);
    }
    List<Progress> seen = new ArrayList<>();
    hash(model, Serialization.files(), new HashOptions(2, true, Set.of(), seen::add));
    assertThat(seen.getFirst()).isEqualTo(new Progress(0, 3, 0, 60 << 20));
    assertThat(seen.getLast()).isEqualTo(new Progress(3, 3, 60 << 20, 60 << 20));
    assertThat(seen).isSortedAccordingTo((a, b) -> Long.compare(a.bytesDone(), b.bytesDone()));
    assertThat(seen).hasSizeGreaterThan(3);
  }

  @Test
  void endsItsThreadsWhenInterrupted() throws Exception {
    Path model = ModelDirectories.small(temp);
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<Throwable> ends = new ArrayList<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    new ModelHasher(new BlockingEngine(reading, release))
                        .hash(model, Serialization.files(), HashOptions.defaults());
                  } catch (Exception e) {
                    ends.add(e);
                  }
                });
    assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
    caller.interrupt();
    caller.join(10_000);
    assertThat(caller.isAlive()).isFalse();
    assertThat(ends).singleElement().isInstanceOf(InterruptedException.class);
  }

  @Test
  void hashesOnlyTheNamedFilesWhenAsked() throws Exception {
    Path model = ModelDirectories.small(temp);
    Manifest manifest =
        new ModelHasher()
            .hashOnly(
                model, Serialization.files(), HashOptions.defaults(), Set.of("onnx/model.onnx"));
    assertThat(names(manifest)).containsExactly("onnx/model.onnx");
  }

  @Test
  void unsignedNamesThatCannotBeReadAreIgnoredWithTheOthers() throws Exception {
    Path model = ModelDirectories.small(temp);
    String make = "cd \"$1\" && : > \"$(printf 'a\\377b')\" && mkdir -p \"$(printf 'd\\377')/e\"";
    Process shell = new ProcessBuilder("sh", "-c", make, "sh", model.toString()).start();
    assumeThat(shell.waitFor()).as("the file system takes any bytes").isZero();
    Files.createSymbolicLink(model.resolve("link"), Path.of("/etc/passwd"));

    Manifest manifest =
        new ModelHasher()
            .hashOnly(model, Serialization.files(), HashOptions.defaults(), Set.of("config.json"));

    assertThat(names(manifest)).containsExactly("config.json");
  }

  @Test
  void nameOfAFileIsReadByteForByte() {
    assertThat(FileNames.of(Path.of("/a/b%20c"))).isEqualTo(Optional.of("b%20c"));
    assertThat(FileNames.of(Path.of("/a/模 型%"))).isEqualTo(Optional.of("模 型%"));
  }
}
