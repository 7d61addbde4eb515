// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that change between the walk and the last byte, read by Java and by our own library. */
class ReadingTest {
  @TempDir Path temp;

  static Stream<HashEngine> engines() {
    return Stream.of(JavaEngine.SHA256, HashEngines.of(Digest.SHA256)).distinct();
  }

  @FunctionalInterface
  private interface Change {
    void to(Path file) throws IOException;
  }

  /** What hashing says when the file is changed after the walk and before it is opened. */
  private ModelContentException refusal(HashEngine engine, Change change) {
    Path model = ModelDirectories.small(temp);
    Path file = model.resolve("model.safetensors");
    HashOptions changing =
        new HashOptions(1, false, Set.of(), progress -> once(progress, file, change));
    ModelContentException refusal =
        catchThrowableOfType(
            ModelContentException.class,
            () -> new ModelHasher(engine).hash(model, Serialization.files(), changing));
    assertThat(refusal).hasMessageContaining("'model.safetensors' was changed");
    return refusal;
  }

  private static void once(Progress progress, Path file, Change change) {
    if (progress.filesDone() == 0 && progress.bytesDone() == 0) {
      try {
        change.to(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("engines")
  void noticesThatAFileGrewOrShrank(HashEngine engine) {
    assertThat(refusal(engine, f -> Files.writeString(f, "more", StandardOpenOption.APPEND)))
        .matches(e -> e.reason() == Reason.CHANGED_WHILE_READING);
    assertThat(refusal(engine, f -> Files.writeString(f, "less")))
        .matches(e -> e.reason() == Reason.CHANGED_WHILE_READING);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void noticesThatAFileWasWrittenWithoutANewLength(HashEngine engine) {
    refusal(
        engine,
        file -> {
          FileTime before = Files.getLastModifiedTime(file);
          ModelDirectories.flipBit(file, 1);
          Files.setLastModifiedTime(file, FileTime.from(before.toInstant().plusNanos(1_000)));
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void noticesThatAFileIsGone(HashEngine engine) {
    refusal(engine, Files::delete);
  }

  @ParameterizedTest
  @MethodSource("engines")
  void doesNotOpenALinkThatTookTheFilesPlace(HashEngine engine) {
    refusal(
        engine,
        file -> {
          Path moved = temp.resolve("moved");
          Files.move(file, moved, StandardCopyOption.REPLACE_EXISTING);
          Files.createSymbolicLink(file, moved);
        });
  }

  @ParameterizedTest
  @MethodSource("engines")
  void doesNotWaitForAPipeThatTookTheFilesPlace(HashEngine engine) {
    refusal(
        engine,
        file -> {
          Files.delete(file);
          Process mkfifo = new ProcessBuilder("mkfifo", file.toString()).start();
          mkfifo.onExit().join();
        });
  }

  static Stream<Arguments> allEngines() {
    return Stream.concat(
            Stream.of(JavaEngine.values()),
            Stream.of(Digest.SHA256, Digest.BLAKE2B, Digest.BLAKE3).map(HashEngines::of))
        .distinct()
        .flatMap(
            engine ->
                Stream.of(Serialization.files(), Serialization.shards(1 << 20))
                    .map(way -> Arguments.of(engine.label(), engine, way)));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("allEngines")
  void refusesContentOfFilesThatStateToBeEmpty(String label, HashEngine engine, Serialization way) {
    for (String place : new String[] {"/proc/cpuinfo", "/proc/sys/kernel/random"}) {
      Path model = Path.of(place);
      assumeThat(model).as("a file system that states no sizes").exists();
      ModelContentException refusal =
          catchThrowableOfType(
              ModelContentException.class,
              () -> new ModelHasher(engine).hash(model, way, HashOptions.defaults()));
      assertThat(refusal).as(place).hasMessageContaining("has more content than the 0 bytes");
      assertThat(refusal.reason()).isEqualTo(Reason.CHANGED_WHILE_READING);
    }
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("allEngines")
  void readsFilesThatEndWithABuffer(String label, HashEngine engine, Serialization way)
      throws Exception {
    Path model = Files.createDirectory(temp.resolve("model"));
    for (int size : new int[] {0, 1, 128 << 10, (128 << 10) - 1, 256 << 10, 1 << 20, 3 << 20}) {
      Files.write(model.resolve("f" + size), new byte[size]);
    }
    Manifest manifest = new ModelHasher(engine).hash(model, way, HashOptions.defaults());
    assertThat(manifest.fileNames()).contains("f1", "f131072", "f262144", "f1048576", "f3145728");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void readsNamesByteForByte(HashEngine engine) throws Exception {
    Path model = temp.resolve("model");
    for (String name : new String[] {"模型/\uD83D\uDE00 %41.bin", "e\u0301", "\u00E9", "a\nb"}) {
      ModelDirectories.write(model, name, name);
    }
    Manifest manifest =
        new ModelHasher(engine).hash(model, Serialization.files(), HashOptions.defaults());
    assertThat(manifest.entries().stream().map(ManifestEntry::name))
        .containsExactly("a\nb", "e\u0301", "\u00E9", "模型/\uD83D\uDE00 %41.bin");
  }

  @ParameterizedTest
  @MethodSource("engines")
  void aFileThatMayNotBeReadIsAnErrorThatNamesIt(HashEngine engine) throws Exception {
    Path model = ModelDirectories.small(temp);
    Path file = model.resolve("config.json");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeThat(Files.isReadable(file)).as("this user may read everything").isFalse();
    assertThatThrownBy(
            () ->
                new ModelHasher(engine).hash(model, Serialization.files(), HashOptions.defaults()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("config.json");
  }
}
