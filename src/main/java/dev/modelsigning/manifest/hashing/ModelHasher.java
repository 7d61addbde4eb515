// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.walk.FileSelection;
import dev.modelsigning.manifest.walk.KnownFiles;
import dev.modelsigning.manifest.walk.LinkTargets;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelFile;
import dev.modelsigning.manifest.walk.ModelFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Walks a model and digests its files (OMS v1.0, 6), in parallel over files with bounded memory.
 *
 * <p>A model is a directory or one file; a link as the path of the model itself is followed once,
 * since Kubernetes and model hubs lay models out that way. Inside the model links are followed only
 * where the serialization says so, and only to what {@link LinkTargets} allows.
 *
 * <p>What is measured is the model at one time: files that were written, replaced, added or removed
 * between the first look at the model and the last, after the last byte was read, are a refusal.
 */
public final class ModelHasher {

  /** Made at the first use, so that who only compares manifests does not load a library. */
  private static final class Shared {
    private static final HashEngine SHA256 = HashEngines.of(Digest.SHA256);
  }

  /**
   * Below this many bytes the JDK hashes in less time than it takes to load a library, which is
   * about 50 milliseconds of a processor.
   */
  private static final long SMALL_BYTES = 1 << 20;

  private final Optional<HashEngine> engine;

  /** Hashes with the fastest implementation that the machine has for a model of that size. */
  public ModelHasher() {
    this.engine = Optional.empty();
  }

  /** Hashes with this one, whatever digest is asked for. */
  ModelHasher(HashEngine engine) {
    this.engine = Optional.of(engine);
  }

  /**
   * Loads and tries what will hash a model on a thread of its own, for callers that have something
   * else to do before they hash: it takes about as long as checking a signature.
   *
   * @param model looked at for its size only
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

  /** Whether the files at the top do not show a model of some size; a guess is enough here. */
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

  /**
   * Which implementation of SHA-256 hashes large models: {@code native}, {@code libcrypto} or
   * {@code jdk}.
   */
  public String engineName() {
    return engineFor(Digest.SHA256, Long.MAX_VALUE).label();
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
   * @param serialization what to digest and leave out; it is recorded as it is
   * @return a manifest in code point order; a single file is named by its base name
   * @throws ModelContentException when the model cannot be measured faithfully, see its reasons
   * @throws IOException when a file cannot be read
   * @throws InterruptedException when the thread was interrupted; every hashing thread has ended
   */
  public Manifest hash(Path model, Serialization serialization, HashOptions options)
      throws IOException, ModelContentException, InterruptedException {
    return hash(model, serialization, options, FileSelection.Every.FILE, KnownFiles.NONE);
  }

  /** Measures the files of a model, and reads those only which are not known. */
  public Manifest hash(
      Path model, Serialization serialization, HashOptions options, KnownFiles known)
      throws IOException, ModelContentException, InterruptedException {
    return hash(model, serialization, options, FileSelection.Every.FILE, known);
  }

  /**
   * Measures only the files with these names, for a verifier that was told to ignore files which
   * are not signed. Links and special files elsewhere are no error then.
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
    ModelFiles all = ModelFiles.of(model, serialization, options.excludedFiles(), selection);
    List<ManifestEntry> entries = new ArrayList<>(all.files().size());
    List<ModelFile> files = unknown(all.files(), known, entries);
    ProgressCount progress = new ProgressCount(files, options.progress());
    HashEngine hashing = engineFor(serialization.hashType(), progress.bytesTotal());
    HashPlan plan =
        HashPlan.of(files, serialization, hashing.pieces().map(HashEngine.Pieces::bytes));
    if (plan.names().isEmpty() && entries.isEmpty()) {
      throw new ModelContentException(
          ModelContentException.Reason.EMPTY_MODEL,
          model.toString(),
          "the model '%s' has no file left to measure after exclusions; check the path"
              .formatted(model));
    }
    List<byte[]> digests = new ParallelHashing(hashing, plan, options, progress).run();
    all.checkUnchanged();
    String algorithm = serialization.entryAlgorithm();
    for (int i = 0; i < digests.size(); i++) {
      Digest digest = new Digest(serialization.hashType(), digests.get(i));
      entries.add(new ManifestEntry(plan.names().get(i), algorithm, digest));
    }
    return new Manifest(all.modelName(), serialization, entries).sorted();
  }

  /** The files that have to be read; the entries of the others are added to the list. */
  private static List<ModelFile> unknown(
      List<ModelFile> files, KnownFiles known, List<ManifestEntry> entries) {
    if (known == KnownFiles.NONE) {
      return files;
    }
    List<ModelFile> unread = new ArrayList<>();
    for (ModelFile file : files) {
      List<ManifestEntry> entriesOfFile = known.entriesOf(file.name(), file.identity());
      entries.addAll(entriesOfFile);
      if (entriesOfFile.isEmpty()) {
        unread.add(file);
      }
    }
    return unread;
  }
}
