// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Empty files of a model that is hashed in shards. They have none, and would not be read: one that
 * only states to be empty would be content that nobody signed.
 */
final class EmptyFiles {
  private EmptyFiles() {}

  /** Refuses those that are not empty. */
  static void check(List<ModelFile> files) throws IOException, ModelContentException {
    for (ModelFile file : files) {
      if (file.size() == 0) {
        HashTask nothing = new HashTask(0, 0, true, file, 0, 0, 0);
        try (FileTask reading = FileTask.open(nothing, false)) {
          reading.checkEnd(ByteBuffer.allocate(1), 0);
        }
      }
    }
  }
}
