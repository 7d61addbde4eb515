// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.EntryTable;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.FileSelection;
import dev.modelsigning.manifest.walk.KnownFiles;
import dev.modelsigning.manifest.walk.LinkTargets;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelFile;
import dev.modelsigning.manifest.walk.ModelFiles;
import dev.modelsigning.manifest.walk.TimeDoubt;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Walks a model and hashes its files (OMS 1.0, 6), in parallel and with bounded memory.
 *
 * <p>A model is a directory or one file. The path of the model itself may be a link, since
 * Kubernetes and model hubs use such layouts. Inside the model links are followed only if the
 * serialization says so, and only to targets that {@link LinkTargets} allows.
 *
 * <p>A manifest describes the model at one point in time: files that are written, replaced, added
 * or removed between the first walk and the last, which is after the last byte was read, are
 * refused.
 */
public final class ModelHasher {

  /** Created on first use, so that comparing manifests does not load a library. */
  private static final class Shared {
    private static final HashEngine SHA256 = HashEngines.of(Digest.SHA256);
  }

  /**
   * Below this many bytes the JDK hashes in less time than loading a library takes, which is about
   * 50 milliseconds of processor time.
   */
  private static final long SMALL_BYTES = 1 << 20;

  private final Optional<HashEngine> engine;
  private final Supplier<TimeDoubt> doubts;

  /** Hashes with the fastest implementation on this machine for a model of that size. */
  public ModelHasher() {
    this(Optional.empty(), TimeDoubt::new);
  }

  /** Hashes with this engine, whatever the serialization says. */
  ModelHasher(HashEngine engine) {
    this(Optional.of(engine), TimeDoubt::new);
  }

  ModelHasher(Optional<HashEngine> engine, Supplier<TimeDoubt> doubts) {
    this.engine = engine;
    this.doubts = doubts;
  }

  /**
   * Loads and warms up the engine for a model on a separate thread, for callers that have other
   * work before hashing: it takes about as long as checking a signature.
   *
   * @param model only its size is examined
   */
  public static void prepare(Path model) {
    Thread.ofPlatform()
        .daemon()
        .name("hash-prepare")
        .start(
            () -> {
              if (isSmall(model)) {
                return;
              }
              try (HashEngine.Hasher hasher = Shared.SHA256.newHasher()) {
                hasher.begin(0, 0, 0, true);
                hasher.finish(0);
              }
            });
  }

  /** Whether the files in the top folder suggest a small model; an estimate is enough here. */
  private static boolean isSmall(Path model) {
    File file = model.toFile();
    File[] files = file.isDirectory() ? file.listFiles() : new File[] {file};
    long bytes = 0;
    for (File one : files == null ? new File[0] : files) {
      bytes += one.isDirectory() ? SMALL_BYTES : one.length();
      if (bytes >= SMALL_BYTES) {
        return false;
      }
    }
    return true;
  }

  private HashEngine engineFor(String hashType, long bytes) {
    if (engine.isPresent()) {
      return engine.get();
    }
    if (!hashType.equals(Digest.SHA256)) {
      return HashEngines.of(hashType);
    }
    return bytes < SMALL_BYTES ? JavaEngine.SHA256 : Shared.SHA256;
  }

  /**
   * Measures every file of a model.
   *
   * @param model a directory or a regular file
   * @param serialization how to hash and what to ignore; recorded unchanged
   * @return a manifest in code point order; a single file is named by its base name
   * @throws ModelContentException if the model cannot be measured, see its reasons
   * @throws IOException if a file cannot be read
   * @throws InterruptedException if the thread is interrupted; every hashing thread has ended then
   */
  public Manifest hash(Path model, Serialization serialization, HashOptions options)
      throws IOException, ModelContentException, InterruptedException {
    return hash(model, serialization, options, FileSelection.Every.FILE, KnownFiles.NONE);
  }

  /** Measures the files of a model, and reads only those that are not known. */
  public Manifest hash(
      Path model, Serialization serialization, HashOptions options, KnownFiles known)
      throws IOException, ModelContentException, InterruptedException {
    return hash(model, serialization, options, FileSelection.Every.FILE, known);
  }

  /**
   * Measures only the files with these names, for a verifier that ignores files that are not
   * signed. Links and special files elsewhere are not an error then.
   */
  public Manifest hashOnly(
      Path model, Serialization serialization, HashOptions options, Set<String> names)
      throws IOException, ModelContentException, InterruptedException {
    return hash(model, serialization, options, FileSelection.Listed.of(names), KnownFiles.NONE);
  }

  private Manifest hash(
      Path model,
      Serialization serialization,
      HashOptions options,
      FileSelection selection,
      KnownFiles known)
      throws IOException, ModelContentException, InterruptedException {
    ModelFiles all =
        ModelFiles.of(model, serialization, options.excludedFiles(), selection, doubts.get());
    options.ignored().accept(all.ignored());
    EntryTable entries = new EntryTable(serialization.hashType());
    List<ModelFile> files = unknown(all.files(), known, entries);
    ProgressCount progress = new ProgressCount(files, options.progress());
    HashEngine hashing = engineFor(serialization.hashType(), progress.bytesTotal());
    HashPlan plan =
        HashPlan.of(files, serialization, hashing.pieces().map(HashEngine.Pieces::bytes));
    if (serialization.shardSize().isPresent()) {
      EmptyFiles.check(files);
    }
    if (plan.streams() == 0 && entries.isEmpty()) {
      throw new ModelContentException(
          ModelContentException.Reason.EMPTY_MODEL,
          model.toString(),
          "the model '%s' contains no file after exclusions; correct the path or the ignored paths"
              .formatted(model));
    }
    int length = Digest.lengthOf(serialization.hashType());
    byte[] digests = new ParallelHashing(hashing, plan, length, options, progress).run();
    all.checkUnchanged();
    if (all.isDoubtful()) {
      var again = new ParallelHashing(hashing, plan, length, options, progress(files));
      readAgain(all, plan, digests, length, again);
    }
    String algorithm = serialization.entryAlgorithm();
    for (int i = 0; i < plan.streams(); i++) {
      byte[] digest = Arrays.copyOfRange(digests, i * length, (i + 1) * length);
      entries.add(plan.name(i), algorithm, digest);
    }
    return new Manifest(all.modelName(), serialization, entries).sorted();
  }

  private static ProgressCount progress(List<ModelFile> files) {
    return new ProgressCount(files, ProgressListener.NONE);
  }

  /**
   * Where times prove nothing, content does: what has the same content at two readings of the whole
   * model had it at the moment between them.
   */
  private static void readAgain(
      ModelFiles all, HashPlan plan, byte[] first, int length, ParallelHashing reading)
      throws IOException, ModelContentException, InterruptedException {
    byte[] second = reading.run();
    all.checkUnchanged();
    int difference = Arrays.mismatch(first, second);
    if (difference >= 0) {
      throw ModelFile.changed(
          plan.name(difference / length),
          "had other content at a second reading, which storage without reliable times needs,");
    }
  }

  /** The files that have to be read; entries of the others are added to the list. */
  private static List<ModelFile> unknown(
      List<ModelFile> files, KnownFiles known, EntryTable entries) throws ModelContentException {
    if (known == KnownFiles.NONE) {
      return files;
    }
    known.found(files);
    IntStream.Builder unread = IntStream.builder();
    for (int i = 0; i < files.size(); i++) {
      ModelFile file = files.get(i);
      List<ManifestEntry> entriesOfFile = known.entriesOf(file.name(), file.identity());
      for (ManifestEntry entry : entriesOfFile) {
        entries.add(entry.name(), entry.algorithm(), entry.digest().value());
      }
      if (entriesOfFile.isEmpty()) {
        unread.add(i);
      }
    }
    return new Some(files, unread.build().toArray());
  }

  /** Some files of a list, which makes its elements when they are asked for. */
  private static final class Some extends AbstractList<ModelFile> implements RandomAccess {
    private final List<ModelFile> all;
    private final int[] chosen;

    Some(List<ModelFile> all, int[] chosen) {
      this.all = all;
      this.chosen = chosen;
    }

    @Override
    public int size() {
      return chosen.length;
    }

    @Override
    public ModelFile get(int index) {
      return all.get(chosen[index]);
    }
  }
}
