// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.walk;

import dev.modelsigning.manifest.IgnoredContent;
import dev.modelsigning.manifest.ManifestCodec;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The files of a model as one walk found them, in the order of their names. */
public final class ModelFiles {
  /** Most files, and most directories, of a model. */
  public static final int MAX_FILES = ManifestCodec.MAX_ENTRIES;

  private final Path model;
  private final Serialization serialization;
  private final Set<Path> excluded;
  private final FileSelection selection;
  private final FileTable files;
  private final ModelWalk.Seen seen;
  private final TimeDoubt doubt;

  private ModelFiles(
      Path model,
      Serialization serialization,
      Set<Path> excluded,
      FileSelection selection,
      TimeDoubt doubt)
      throws IOException, ModelContentException {
    this.doubt = doubt;
    this.model = model;
    this.serialization = serialization;
    this.excluded = excluded;
    this.selection = selection;
    this.files = new FileTable(ModelWalk.rootOf(model), doubt);
    this.seen = ModelWalk.over(model, serialization, excluded, true, selection, files::put);
    files.sort();
  }

  /** Walks the model. */
  public static ModelFiles of(
      Path model, Serialization serialization, Set<Path> excluded, FileSelection selection)
      throws IOException, ModelContentException {
    return of(model, serialization, excluded, selection, new TimeDoubt());
  }

  /** Walks the model, and notes in {@code doubt} whether times can be relied on. */
  public static ModelFiles of(
      Path model,
      Serialization serialization,
      Set<Path> excluded,
      FileSelection selection,
      TimeDoubt doubt)
      throws IOException, ModelContentException {
    return new ModelFiles(model, serialization, excluded, selection, doubt);
  }

  /**
   * Whether the times of the files leave open if they were written to while they were read: times
   * moved, or are the same for all files, or are none. Their content has to be read once more.
   */
  public boolean isDoubtful() throws IOException {
    return doubt.isRaised() || (timesSayNothing() && !keepsTimes());
  }

  private boolean timesSayNothing() {
    boolean same = files.size() > 1;
    long first = files.isEmpty() ? 0 : files.get(0).identity().changedNanos();
    for (ModelFile file : files) {
      long changed = file.identity().changedNanos();
      if (changed <= 0) {
        return true;
      }
      same &= changed == first;
    }
    return same;
  }

  private boolean keepsTimes() throws IOException {
    for (ModelFile file : files) {
      if (!doubt.keepsTimes(file.path(), file.identity())) {
        return false;
      }
    }
    return true;
  }

  public List<ModelFile> files() {
    return Collections.unmodifiableList(files);
  }

  public String modelName() {
    return seen.modelName();
  }

  /** What lies at the paths that are not part of the model. */
  public IgnoredContent ignored() {
    return seen.ignored();
  }

  /**
   * Walks the model again. Checking each file while it is read would miss files that are replaced,
   * added or written after their last byte was read, perhaps an hour earlier.
   *
   * @throws ModelContentException if anything has changed
   */
  public void checkUnchanged() throws IOException, ModelContentException {
    BitSet there = new BitSet(files.size());
    String name =
        ModelWalk.over(
                model, serialization, excluded, false, selection, file -> there.set(indexOf(file)))
            .modelName();
    int gone = there.nextClearBit(0);
    if (gone < files.size()) {
      throw ModelFile.changed(files.get(gone).name(), "was removed");
    }
    if (!name.equals(modelName())) {
      throw ModelFile.changed(
          modelName(), "was replaced by '" + ResourceNames.printable(name) + "'");
    }
  }

  private int indexOf(ModelFile file) throws IOException, ModelContentException {
    int index = files.find(file.name());
    if (index < 0) {
      throw ModelFile.changed(file.name(), "was added");
    }
    if (!files.get(index).isStill(file.identity())) {
      throw file.changed();
    }
    return index;
  }
}
