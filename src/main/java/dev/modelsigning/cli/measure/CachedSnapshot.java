// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.CacheEntry;
import dev.modelsigning.manifest.walk.FileSelection;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelFile;
import dev.modelsigning.manifest.walk.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a measured model has in a Hugging Face cache: nothing, unless it is a snapshot whose files
 * are links to blobs.
 *
 * @param entry of the cache
 * @param blobs that the links of the model lead to, and those of its bundles
 */
record CachedSnapshot(Optional<CacheEntry> entry, Set<Path> blobs) {
  static final String NOT_DIRECT =
      "the path leads through a link to a snapshot of a Hugging Face cache, and so it does not say which"
          + " directories hold the files; name the snapshot itself, such as"
          + " models--org--name/snapshots/COMMIT";

  CachedSnapshot {
    blobs = Set.copyOf(blobs);
  }

  /** Looks at the files again, but only where the model has the place of a snapshot. */
  static CachedSnapshot of(Path model, Serialization serialization, BundleFiles bundles)
      throws IOException, ModelContentException {
    Optional<CacheEntry> entry =
        serialization.allowSymlinks() ? CacheEntry.of(model) : Optional.empty();
    if (entry.isEmpty()) {
      return new CachedSnapshot(entry, Set.of());
    }
    ModelFiles measured =
        ModelFiles.of(model, serialization, bundles.excluded(), FileSelection.Every.FILE);
    List<Path> files = new ArrayList<>();
    measured.files().stream().map(ModelFile::path).forEach(files::add);
    bundles.files().stream().map(ModelFile::path).forEach(files::add);
    return new CachedSnapshot(entry, entry.get().blobsOf(files));
  }

  /** Whether files of the model lie beside it. */
  boolean isCached() {
    return !blobs.isEmpty();
  }

  /** Whether something beside the model holds nothing but what was measured. */
  boolean holdsNothingElse(Path beside) {
    return isCached() && entry.orElseThrow().holdsNothingElse(blobs, beside);
  }
}
