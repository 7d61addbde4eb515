// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.SigningSerialization;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.testing.ModelDirectories;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How models lie on volumes, from signing in the cluster to a file that changes: the measuring pods
 * run {@code oms measure} on a real folder.
 */
class LayoutsIT extends SigningScenario {
  /**
   * A layout.
   *
   * <p>{@code path} is what the job signs; {@code file} is changed afterwards, and {@code named} is
   * how the verdict calls it.
   */
  enum Layout {
    WHOLE_VOLUME("", "model.safetensors", "model.safetensors"),
    DIRECTORY_OF_A_SHARED_CLAIM("models/a", "models/a/w.bin", "w.bin"),
    SINGLE_FILE("models/tiny.gguf", "models/tiny.gguf", "tiny.gguf"),
    HUGGING_FACE_CACHE(
        "hub/models--org--tiny/snapshots/0123abc",
        "hub/models--org--tiny/blobs/aa",
        "model.safetensors"),
    ENTRY_OF_A_CACHE(
        "hub/models--org--tiny",
        "hub/models--org--tiny/blobs/aa",
        "snapshots/0123abc/model.safetensors"),
    CACHE_WITH_SHARED_BLOBS(
        "hub", "hub/blobs/ee", "models--org--other/snapshots/4567def/model.safetensors");

    private final String path;
    private final String file;
    private final String named;

    Layout(String path, String file, String named) {
      this.path = path;
      this.file = file;
      this.named = named;
    }

    @Nullable SigningSerialization serialization() {
      if (!path.startsWith("hub")) {
        return null;
      }
      var links = new SigningSerialization();
      links.allowSymlinks = true;
      return links;
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void signedModelIsVerifiedUntilAByteChanges(Layout layout) throws IOException {
    Path volume = model.folder();
    ModelDirectories.write(volume, "models/a/w.bin", "weights of a");
    ModelDirectories.write(volume, "models/b/w.bin", "weights of b");
    ModelDirectories.write(volume, "models/tiny.gguf", "weights in a file");
    Path entry = volume.resolve("hub/models--org--tiny");
    ModelDirectories.write(entry, "blobs/aa", "weights in a cache");
    Files.createDirectories(entry.resolve("snapshots/0123abc"));
    Files.createSymbolicLink(
        entry.resolve("snapshots/0123abc/model.safetensors"), Path.of("../../blobs/aa"));
    Path other = volume.resolve("hub/models--org--other/snapshots/4567def");
    ModelDirectories.write(volume, "hub/blobs/ee", "weights of two models");
    Files.createDirectories(other);
    Files.createSymbolicLink(other.resolve("model.safetensors"), Path.of("../../../blobs/ee"));
    if (layout == Layout.WHOLE_VOLUME) {
      Files.delete(other.resolve("model.safetensors"));
      Files.delete(entry.resolve("snapshots/0123abc/model.safetensors"));
    }
    signing.aKeyFor("*", signer.privateKey());
    given.aPolicy().aBoundClaim();

    signing.job("sign", layout.path, layout.serialization());
    signing.runs(signing.running("sign"), volume);
    String signed = signing.becomes("sign", SigningState.Succeeded).status().manifest.digest;

    when.thePodOf(when.aMeasurementRuns()).runs(volume);
    assertThat(then.theModelSignature().becomesVerified().status().manifest.digest)
        .isEqualTo(signed);

    Pod writer = when.aWriterAppears();
    then.theModelSignature().becomes("WriterAppeared");
    ModelDirectories.flipBit(volume.resolve(layout.file), 3);
    when.itIsDeleted(writer);
    when.thePodOf(when.aMeasurementRuns()).runs(volume);
    then.theModelSignature().becomes("ContentMismatch").isRejected().says(layout.named);
  }
}
