// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.gate.loading.Catalog;
import dev.modelsigning.gate.loading.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which directories of a claim are covered by its ModelSignatures under one policy. A signature
 * covers its directory and those below, except what bundles leave out: usual files of version
 * control at the root of the model, and the bundle itself.
 */
final class Coverage {
  /** What a message lists of each directory at most. */
  private static final int OBJECTIONS = 5;

  private static final String DEFAULT_BUNDLE = "model.sig";

  private static final List<Directory> IGNORED =
      Catalog.SHIPPED.entries(Section.IGNORED_PATHS).stream().map(Directory::of).toList();

  /** A ModelSignature, its directory, and what is wrong with it under the policy. */
  private record Entry(ModelSignature signature, Directory root, Optional<String> objection) {
    String name() {
      return "ModelSignature " + signature.getMetadata().getName();
    }
  }

  private final List<Entry> entries;

  /**
   * @param objection what is wrong with a signature under the policy; it is asked once for each
   */
  Coverage(List<ModelSignature> signatures, Function<ModelSignature, Optional<String>> objection) {
    this.entries =
        signatures.stream()
            .map(
                signature ->
                    new Entry(
                        signature,
                        Directory.of(signature.getSpec().source.persistentVolumeClaim.subPath),
                        objection.apply(signature)))
            .toList();
  }

  /** Empty when a ModelSignature covers the directory and satisfies the policy. */
  Optional<String> objections(Directory mounted) {
    if (entries.isEmpty()) {
      return Optional.of("no ModelSignature names it");
    }
    List<String> objections = new ArrayList<>();
    for (Entry entry : entries) {
      Optional<String> objection = uncovered(entry, mounted).or(entry::objection);
      if (objection.isEmpty()) {
        return Optional.empty();
      }
      if (objections.size() < OBJECTIONS) {
        objections.add(objection.get());
      }
    }
    if (entries.size() > OBJECTIONS) {
      objections.add("and " + (entries.size() - OBJECTIONS) + " more");
    }
    return Optional.of(String.join("; ", objections));
  }

  private static Optional<String> uncovered(Entry entry, Directory mounted) {
    if (!entry.root().contains(mounted)) {
      return Optional.of(
          entry.name()
              + " covers only "
              + entry.root().described()
              + ", but "
              + mounted.described()
              + " is mounted");
    }
    Directory below = entry.root().relative(mounted);
    return IGNORED.stream().anyMatch(ignored -> ignored.contains(below))
            || bundle(entry.signature()).filter(bundle -> bundle.contains(below)).isPresent()
        ? Optional.of(
            entry.name()
                + " does not cover "
                + mounted.described()
                + ", because its signature leaves that out")
        : Optional.empty();
  }

  /** The bundle on the volume, which cannot be part of what it signs. */
  private static Optional<Directory> bundle(ModelSignature signature) {
    SignatureSource source = signature.getSpec().signature;
    if (source == null) {
      return Optional.of(Directory.of(DEFAULT_BUNDLE));
    }
    return Optional.ofNullable(source.file)
        .map(file -> Directory.of(Objects.requireNonNullElse(file.path, DEFAULT_BUNDLE)));
  }
}
