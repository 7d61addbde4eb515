// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.pointer;

import dev.modelsigning.manifest.ManifestEntry;
import dev.modelsigning.manifest.ResourceNames;
import dev.modelsigning.manifest.walk.FileIdentity;
import dev.modelsigning.manifest.walk.KnownFiles;
import dev.modelsigning.manifest.walk.ModelContentException;
import dev.modelsigning.manifest.walk.ModelFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * Refuses a model in which files are {@linkplain Pointer pointers}, before anything is hashed:
 * whoever signs one meant the content. Only files of a pointer's size are opened, many at a time.
 */
public final class PointerRefusal implements KnownFiles {
  private static final int NAMES_SHOWN = 3;

  /** Bounds what is held at a time of a model with millions of small files. */
  private static final int PART = 1 << 14;

  private final KnownFiles known;
  private final String otherwise;

  /**
   * A refusal in front of other knowledge of the files.
   *
   * @param known answers which digests are known
   * @param otherwise ends the message of a refusal: what else can be done; may be empty
   */
  public PointerRefusal(KnownFiles known, String otherwise) {
    this.known = known;
    this.otherwise = otherwise;
  }

  @Override
  public List<ManifestEntry> entriesOf(String name, FileIdentity file) {
    return known.entriesOf(name, file);
  }

  /**
   * Looks at the files.
   *
   * @throws ModelContentException POINTER if one of them is a pointer
   */
  @Override
  public void found(List<ModelFile> files) throws ModelContentException {
    known.found(files);
    Map<Pointer.Kind, Tally> tallies = new EnumMap<>(Pointer.Kind.class);
    for (int from = 0; from < files.size(); from += PART) {
      IntStream.range(from, Math.min(files.size(), from + PART))
          .parallel()
          .mapToObj(files::get)
          .filter(file -> Pointer.isPossibleIn(file.size()))
          .flatMap(file -> pointer(file).stream())
          .toList()
          .forEach(one -> tallies.computeIfAbsent(one.kind(), _ -> new Tally()).add(one.name()));
    }
    if (!tallies.isEmpty()) {
      StringJoiner text = new StringJoiner("; ");
      tallies.forEach((kind, tally) -> text.add(tally.text(kind)));
      throw new ModelContentException(
          ModelContentException.Reason.POINTER,
          tallies.values().iterator().next().names.getFirst(),
          text + otherwise);
    }
  }

  private record Found(String name, Pointer.Kind kind) {}

  /** A file that cannot be read is none: hashing says what is wrong with it. */
  private static Optional<Found> pointer(ModelFile file) {
    try {
      return Pointer.at(file.path()).map(pointer -> new Found(file.name(), pointer.kind()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static final class Tally {
    private final List<String> names = new ArrayList<>();
    private int count;

    void add(String name) {
      count++;
      if (names.size() < NAMES_SHOWN) {
        names.add(name);
      }
    }

    String text(Pointer.Kind kind) {
      StringJoiner shown = new StringJoiner("', '", "'", "'");
      names.stream().map(ResourceNames::printable).forEach(shown::add);
      return "%s%s %s in place of content that was not fetched: run '%s' in the clone first"
          .formatted(
              shown,
              count > names.size() ? " and " + (count - names.size()) + " more" : "",
              count == 1 ? "is a " + kind.text() + " pointer" : "are " + kind.text() + " pointers",
              kind.fetching());
    }
  }
}
