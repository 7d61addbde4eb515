package dev.modelsigning.manifest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;

/**
 * Walks a model and digests its files (OMS v1.0, 6), in parallel over files with bounded memory.
 *
 * <p>A model is a directory or one file; a link as the path of the model itself is followed once,
 * since Kubernetes and model hubs lay models out that way. Inside the model no link is followed.
 */
public final class ModelHasher {
  /** Most files of a model. */
  public static final int MAX_FILES = ManifestCodec.MAX_ENTRIES;

  /** Loaded at the first use, so that who only compares manifests does not load a library. */
  private static final class Best {
    private static final HashEngine ENGINE = HashEngines.best();
  }

  /**
   * Below this many bytes the JDK hashes in less time than it takes to load libcrypto, which is
   * about 50 milliseconds of a processor.
   */
  private static final long SMALL_BYTES = 1 << 20;

  private final LongFunction<HashEngine> engine;

  /** Hashes with libcrypto when the machine has it and the model is not tiny, else with the JDK. */
  public ModelHasher() {
    this.engine = bytes -> bytes < SMALL_BYTES ? HashEngines.Jdk.INSTANCE : Best.ENGINE;
  }

  ModelHasher(HashEngine engine) {
    this.engine = bytes -> engine;
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
              try (HashEngine.Hasher hasher = Best.ENGINE.newHasher()) {
                hasher.begin();
                hasher.update(hasher.buffer().position());
                hasher.finish();
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

  /** Which implementation of SHA-256 hashes large files: {@code libcrypto} or {@code jdk}. */
  public String engineName() {
    return engine.apply(Long.MAX_VALUE).label();
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
    return hash(model, serialization, options, name -> true, KnownFiles.NONE);
  }

  /** Measures the files of a model, and reads those only which are not known. */
  public Manifest hash(
      Path model, Serialization serialization, HashOptions options, KnownFiles known)
      throws IOException, ModelContentException, InterruptedException {
    return hash(model, serialization, options, name -> true, known);
  }

  /**
   * Measures only the files with these names, for a verifier that was told to ignore files which
   * are not signed. Links and special files elsewhere are no error then.
   */
  public Manifest hashOnly(
      Path model, Serialization serialization, HashOptions options, Set<String> names)
      throws IOException, ModelContentException, InterruptedException {
    return hash(model, serialization, options, names::contains, KnownFiles.NONE);
  }

  private Manifest hash(
      Path model,
      Serialization serialization,
      HashOptions options,
      Predicate<String> wanted,
      KnownFiles known)
      throws IOException, ModelContentException, InterruptedException {
    checkSupported(serialization);
    ModelWalk walk = ModelWalk.of(model, serialization, options.excludedFiles(), wanted);
    List<ModelFile> files = walk.files();
    if (files.isEmpty()) {
      throw new ModelContentException(
          ModelContentException.Reason.EMPTY_MODEL,
          model.toString(),
          "the model '%s' has no file left to measure after exclusions; check the path"
              .formatted(model));
    }
    List<ManifestEntry> entries = new ArrayList<>(files.size());
    List<ModelFile> unread = new ArrayList<>(files.size());
    for (ModelFile file : files) {
      List<ManifestEntry> entriesOfFile = known.entriesOf(file.name(), file.path());
      entries.addAll(entriesOfFile);
      if (entriesOfFile.isEmpty()) {
        unread.add(file);
      }
    }
    long bytes = unread.stream().mapToLong(ModelFile::size).sum();
    List<Digest> digests = new ParallelHashing(engine.apply(bytes), unread, options).run();
    for (int i = 0; i < unread.size(); i++) {
      entries.add(new ManifestEntry(unread.get(i).name(), digests.get(i)));
    }
    return new Manifest(walk.modelName(), serialization, entries).sorted();
  }

  /**
   * Refuses what this version does not measure.
   *
   * @throws ModelContentException for shards, other digests than SHA-256 and followed links
   */
  public static void checkSupported(Serialization serialization) throws ModelContentException {
    Optional<ModelContentException> problem = unsupported(serialization);
    if (problem.isPresent()) {
      throw problem.get();
    }
  }

  private static Optional<ModelContentException> unsupported(Serialization serialization) {
    if (!Digest.SHA256.equals(serialization.hashType())) {
      return Optional.of(
          new ModelContentException(
              ModelContentException.Reason.UNSUPPORTED_DIGEST,
              ".",
              "the signature asks for the digest '%s'; this version measures sha256: sign with sha256"
                  .formatted(ResourceNames.printable(serialization.hashType()))));
    }
    if (serialization.method() == SerializationMethod.SHARDS) {
      return Optional.of(
          new ModelContentException(
              ModelContentException.Reason.UNSUPPORTED_SERIALIZATION,
              ".",
              "the model was signed by shards; this version measures whole files: sign without shards"));
    }
    if (serialization.allowSymlinks()) {
      return Optional.of(
          new ModelContentException(
              ModelContentException.Reason.UNSUPPORTED_SERIALIZATION,
              ".",
              "the model was signed with links followed; this version does not follow links: "
                  + "sign a copy without links"));
    }
    return Optional.empty();
  }
}
