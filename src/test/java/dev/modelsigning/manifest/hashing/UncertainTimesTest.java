// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelContentException.Reason;
import dev.modelsigning.manifest.walk.TimeDoubt;
import dev.modelsigning.testing.ModelDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models on storage whose times prove nothing, such as some mounted buckets. */
class UncertainTimesTest {
  private static final int BYTES = 40 << 20;

  /** The listener hears of the first reading only: at the start, in the middle, at the end. */
  private static final int MIDDLE = 2;

  @TempDir Path temp;
  private Path model;
  private Path file;

  @BeforeEach
  void modelWithALargeFile() throws IOException {
    model = ModelDirectories.small(temp);
    file = Files.write(model.resolve("large"), new byte[BYTES]);
  }

  @FunctionalInterface
  private interface Happening {
    void happens() throws IOException;
  }

  private Manifest hashed(TimeDoubt.Storage storage, Happening meanwhile)
      throws IOException, ModelContentException, InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    ProgressListener listener =
        _ -> {
          if (calls.incrementAndGet() == MIDDLE) {
            try {
              meanwhile.happens();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return new ModelHasher(Optional.of(JavaEngine.SHA256), () -> new TimeDoubt(storage))
        .hash(model, Serialization.files(), new HashOptions(1, false, Set.of(), listener));
  }

  private void timesMove() throws IOException {
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
  }

  private void write(int at) throws IOException {
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(at).write(ByteBuffer.wrap(new byte[] {1}));
    }
    timesMove();
  }

  @Test
  void timesThatMoveAreNoiseWhereStorageKeepsNone() throws Exception {
    Manifest before = new ModelHasher().hash(model, Serialization.files(), HashOptions.defaults());
    assertThat(hashed(_ -> false, this::timesMove)).isEqualTo(before);
  }

  @Test
  void timesThatMoveAreAChangeWhereStorageKeepsThem() {
    assertThatThrownBy(() -> hashed(_ -> true, this::timesMove)).satisfies(this::isAChange);
  }

  @Test
  void changeBehindTheReaderIsFoundByTheContent() {
    assertThatThrownBy(() -> hashed(_ -> false, () -> write(0)))
        .satisfies(this::isAChange)
        .hasMessageContaining("'large' had other content at a second reading");
  }

  @Test
  void otherSizeIsAlwaysAChange() {
    assertThatThrownBy(
            () ->
                hashed(
                    _ -> false, () -> Files.write(file, new byte[] {1}, StandardOpenOption.APPEND)))
        .satisfies(this::isAChange);
  }

  @Test
  void additionalFileIsAlwaysAChange() {
    assertThatThrownBy(() -> hashed(_ -> false, () -> Files.createFile(model.resolve("another"))))
        .satisfies(this::isAChange);
  }

  private void isAChange(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            ModelContentException.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Reason.CHANGED_WHILE_READING));
  }
}
