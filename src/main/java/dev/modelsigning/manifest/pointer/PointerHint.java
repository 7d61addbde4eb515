// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.pointer;

import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.SerializationMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Why files of a model differ from the signed ones, when {@linkplain Pointer pointers} are the
 * reason: on the volume in place of the signed content, or in the signature in place of what is on
 * the volume. Such a difference stays one.
 */
public final class PointerHint {
  /** Most files that are looked at; a clone has pointers for all large files or for none. */
  private static final int MAX_FILES = 20;

  private final Path model;
  private final Manifest signed;
  private final Manifest measured;

  private PointerHint(Path model, Manifest signed, Manifest measured) {
    this.model = model;
    this.signed = signed;
    this.measured = measured;
  }

  /**
   * What to do about files that differ; empty unless one of the first is a pointer, or was one when
   * it was signed.
   *
   * @param changed names of files that are signed with other content
   */
  public static Optional<String> of(
      Path model, Manifest signed, Manifest measured, List<String> changed) {
    PointerHint hint = new PointerHint(model, signed, measured);
    return changed.stream().limit(MAX_FILES).flatMap(name -> hint.of(name).stream()).findFirst();
  }

  private Optional<String> of(String name) {
    try {
      Path file = Files.isDirectory(model) ? model.resolve(name) : model;
      Optional<Digest> wanted = digest(signed, name);
      Optional<Pointer> pointer = Pointer.at(file);
      if (pointer.isPresent()) {
        return Optional.of(here(name, pointer.get(), wanted));
      }
      return wanted.isPresent() && isSignedPointer(file, wanted.get(), digest(measured, name))
          ? Optional.of(
              "hint: the signature covers a Git LFS pointer to '%s' instead of its content, so whoever signed it has to run 'git lfs pull' and sign again"
                  .formatted(ResourceNames.printable(name)))
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String here(String name, Pointer pointer, Optional<Digest> wanted) {
    boolean same = pointer.content().isPresent() && pointer.content().equals(wanted);
    return "hint: '%s' is a %s pointer%s: run '%s' in the clone"
        .formatted(
            ResourceNames.printable(name),
            pointer.kind().text(),
            same
                ? " to the signed content, which was not fetched"
                : " in place of content that was not fetched",
            pointer.kind().fetching());
  }

  private static boolean isSignedPointer(Path file, Digest wanted, Optional<Digest> found)
      throws IOException {
    return found.isPresent()
        && Digest.sha256(Pointer.lfsBytes(found.get(), Files.size(file))).equals(wanted);
  }

  /** The digest of a whole file by SHA-256, which is what pointers state. */
  private static Optional<Digest> digest(Manifest manifest, String name) {
    if (manifest.serialization().method() != SerializationMethod.FILES
        || !manifest.serialization().hashType().equals(Digest.SHA256)) {
      return Optional.empty();
    }
    return manifest.entries().stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .map(ManifestEntry::digest);
  }
}
