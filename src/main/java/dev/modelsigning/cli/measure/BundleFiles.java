// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.measure;

import dev.modelsigning.bundle.BundleFormatException;
import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.bundle.BundleReader;
import dev.modelsigning.manifest.CodePointOrder;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.Serialization;
import dev.modelsigning.manifest.pointer.Pointer;
import dev.modelsigning.manifest.walk.FileIdentity;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The bundles that lie in a model. They are not part of it, and nothing else: a file is a bundle
 * only if {@link BundleReader} accepts all of it.
 */
final class BundleFiles {
  /** Most files at ignored paths that are read to see whether they are bundles. */
  private static final int MAX_READ = 8;

  private final VolumePaths volume;
  private final Path model;
  private final Map<Path, ModelFile> read = new HashMap<>();

  BundleFiles(VolumePaths volume, Path model) {
    this.volume = volume;
    this.model = model;
  }

  /** The signature file; empty if it is no file. */
  Optional<SignatureFile> signature(String name)
      throws IOException, VolumePaths.OutsideException, BundleFormatException {
    Path file = volume.file(model, name);
    Optional<Pointer> pointer = Pointer.at(file);
    if (pointer.isPresent()) {
      throw new BundleFormatException(
          BundleFormatException.Reason.MALFORMED,
          "it is a %s pointer, whose content was not fetched: run '%s' in the clone"
              .formatted(pointer.get().kind().text(), pointer.get().kind().fetching()));
    }
    return isFile(file) ? Optional.of(new SignatureFile(real(name, file))) : Optional.empty();
  }

  /** Of what lies in a folder that may not be entered nobody knows whether it is missing. */
  private static boolean isFile(Path file) throws AccessDeniedException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  private Path real(String name, Path file) throws IOException {
    Path real = file.toRealPath();
    read.put(file, new ModelFile(name, real, FileIdentity.of(real)));
    return real;
  }

  /**
   * Finds the bundles at ignored paths, such as the file of a bundle that is in the API too, or a
   * second signature. The others that are found there are content that nobody signed.
   */
  void findAtIgnoredPaths(Serialization serialization) throws IOException {
    List<String> names =
        serialization.ignorePaths().stream()
            .map(ResourceNames::withoutTrailingSlash)
            .filter(name -> !Serialization.DEFAULT_IGNORES.contains(name))
            .toList();
    int tried = 0;
    for (String name : names) {
      Optional<Path> file = fileAt(name);
      if (file.isPresent() && !read.containsKey(file.get()) && tried++ < MAX_READ) {
        try {
          Path real = real(name, file.get());
          BundleReader.read(() -> Files.newInputStream(real));
        } catch (BundleFormatException e) {
          read.remove(file.get());
        }
      }
    }
  }

  private Optional<Path> fileAt(String name) throws IOException {
    try {
      Path file = volume.file(model, name);
      return Files.isRegularFile(file) && Files.size(file) <= BundleLimits.MAX_STREAMED_BYTES
          ? Optional.of(file)
          : Optional.empty();
    } catch (VolumePaths.OutsideException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The files, which are no part of the model. */
  Set<Path> excluded() {
    return new HashSet<>(read.keySet());
  }

  /** The files as they were read, in the order of their names. */
  List<ModelFile> files() {
    return read.values().stream()
        .sorted(Comparator.comparing(ModelFile::name, CodePointOrder.INSTANCE))
        .toList();
  }

  /** Refuses a bundle that is another one than was read. */
  void checkUnchanged() throws IOException, ModelContentException {
    for (Map.Entry<Path, ModelFile> bundle : read.entrySet()) {
      ModelFile file = bundle.getValue();
      Path now = bundle.getKey();
      if (!Files.isRegularFile(now)
          || !file.path().equals(now.toRealPath())
          || !file.isStill(FileIdentity.of(file.path()))) {
        throw file.changed();
      }
    }
  }
}
