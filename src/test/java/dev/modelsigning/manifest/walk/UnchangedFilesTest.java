// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnchangedFilesTest {
  @TempDir private Path model;

  @Test
  void recordsNoMoreFilesThanItHasMemoryFor() throws IOException {
    UnchangedFiles files =
        new UnchangedFiles(Map.of(), Optional.empty(), model, Instant.now().plusSeconds(60));
    FileIdentity any = FileIdentity.of(model);
    for (int i = 0; i < UnchangedFiles.MAX_RECORDED; i++) {
      files.entriesOf(Integer.toString(i), any);
    }
    assertThat(files.isComplete()).isTrue();

    files.entriesOf("one more", any);

    assertThat(files.isComplete()).isFalse();
    assertThat(files.seen()).hasSize(UnchangedFiles.MAX_RECORDED);
  }
}
