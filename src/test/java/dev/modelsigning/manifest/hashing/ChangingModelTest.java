// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that change while their largest file, {@code weights/large}, is being read. */
class ChangingModelTest {
  private static final int LARGE_BYTES = 40 << 20;

  @TempDir Path temp;
  private Path model;
  private Path large;

  static Stream<Arguments> ways() {
    Serialization shards = Serialization.shards(8 << 20);
    return Stream.of(JavaEngine.SHA256, HashEngines.of(Digest.SHA256))
        .flatMap(
            engine ->
                Stream.of(Serialization.files(), shards)
                    .map(way -> Arguments.of(engine.label(), engine, way)));
  }

  @BeforeEach
  void modelWithALargeFile() throws IOException {
    model = ModelDirectories.small(temp);
    large = Files.createDirectory(model.resolve("weights")).resolve("large");
    Files.write(large, new byte[LARGE_BYTES]);
  }

  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  /** What hashing says when this is changed after some bytes were read, and not all. */
  private ModelContentException refusal(HashEngine engine, Serialization way, Change change) {
    return refusal(
        engine,
        way,
        progress -> progress.bytesDone() > 0 && progress.bytesDone() < progress.bytesTotal(),
        change);
  }

  private ModelContentException refusal(
      HashEngine engine, Serialization way, Predicate<Progress> moment, Change change) {
    AtomicBoolean made = new AtomicBoolean();
    ProgressListener listener =
        progress -> {
          if (moment.test(progress) && !made.getAndSet(true)) {
            try {
              change.make();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    HashOptions options = new HashOptions(1, false, Set.of(), listener);
    ModelContentException refusal =
        catchThrowableOfType(
            ModelContentException.class, () -> new ModelHasher(engine).hash(model, way, options));
    assertThat(made).isTrue();
    assertThat(refusal).isNotNull();
    assertThat(refusal.reason()).isEqualTo(Reason.CHANGED_WHILE_READING);
    return refusal;
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("ways")
  void noticesThatAnotherFolderTookThePlace(String label, HashEngine engine, Serialization way)
      throws IOException {
    Path evil = Files.createDirectory(temp.resolve("evil"));
    Files.write(evil.resolve("large"), new byte[LARGE_BYTES]);
    ModelDirectories.flipBit(evil.resolve("large"), 0);
    Files.setLastModifiedTime(evil.resolve("large"), Files.getLastModifiedTime(large));

    ModelContentException refusal =
        refusal(
            engine,
            way,
            () -> {
              Files.move(model.resolve("weights"), temp.resolve("away"));
              Files.move(evil, model.resolve("weights"));
            });

    assertThat(refusal).hasMessageContaining("'weights/large' was changed");
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("ways")
  void noticesAWriteThatPutTheTimeBack(String label, HashEngine engine, Serialization way) {
    refusal(
        engine,
        way,
        () -> {
          FileTime before = Files.getLastModifiedTime(large);
          ModelDirectories.flipBit(large, 0);
          Files.setLastModifiedTime(large, before);
        });
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("ways")
  void noticesAWriteAfterTheLastByteWasRead(String label, HashEngine engine, Serialization way) {
    for (String name : new String[] {"config.json", "weights/large"}) {
      ModelContentException refusal =
          refusal(
              engine,
              way,
              progress -> progress.filesDone() == progress.filesTotal(),
              () -> Files.write(model.resolve(name), new byte[] {(byte) name.length()}));

      assertThat(refusal).hasMessageContaining("'" + name + "' was changed");
    }
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("ways")
  void noticesThatAFileWasAddedOrRemoved(String label, HashEngine engine, Serialization way) {
    assertThat(refusal(engine, way, () -> Files.write(model.resolve("evil.py"), new byte[1])))
        .hasMessageContaining("'evil.py' was added");
    assertThat(refusal(engine, way, () -> Files.delete(model.resolve("empty.txt"))))
        .hasMessageMatching("'empty.txt' was (removed|changed) .*");
  }
}
