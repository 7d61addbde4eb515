// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * What differs between the signed files and the measured ones, each list in code point order.
 *
 * @param missing signed, not measured
 * @param extra measured, not signed
 * @param changed signed and measured with different digests
 * @param signedFiles the number of signed files
 * @param twins missing files that are there under a name that looks the same, at most 20
 */
public record ManifestDifferences(
    List<String> missing,
    List<String> extra,
    List<String> changed,
    int signedFiles,
    List<NameTwin> twins) {
  /** Most names per kind of difference in a summary. */
  private static final int NAMES_SHOWN = 3;

  /** Copies and sorts the lists. */
  public ManifestDifferences {
    missing = missing.stream().sorted(CodePointOrder.INSTANCE).toList();
    extra = extra.stream().sorted(CodePointOrder.INSTANCE).toList();
    changed = changed.stream().sorted(CodePointOrder.INSTANCE).toList();
    twins = List.copyOf(twins);
  }

  /** Without any two names that look the same. */
  public ManifestDifferences(
      List<String> missing, List<String> extra, List<String> changed, int signedFiles) {
    this(missing, extra, changed, signedFiles, List.of());
  }

  /**
   * Compares names and digests, not model names, order or serialization. Shards count as their
   * file: a file whose shards differ from the signed ones is changed.
   */
  public static ManifestDifferences between(Manifest expected, Manifest measured) {
    List<ManifestEntry> signed = expected.sorted().entries();
    List<ManifestEntry> there = measured.sorted().entries();
    Set<String> missing = new HashSet<>();
    Set<String> changed = new HashSet<>();
    Set<String> extra = new HashSet<>();
    int one = 0;
    int other = 0;
    while (one < signed.size() || other < there.size()) {
      int order = order(signed, one, there, other);
      if (order < 0) {
        missing.add(expected.fileOf(signed.get(one)));
      } else if (order > 0) {
        extra.add(measured.fileOf(there.get(other)));
      } else if (!signed.get(one).digest().equals(there.get(other).digest())) {
        changed.add(expected.fileOf(signed.get(one)));
      }
      one += order <= 0 ? 1 : 0;
      other += order >= 0 ? 1 : 0;
    }
    if (expected.serialization().method() == SerializationMethod.SHARDS
        && !(missing.isEmpty() && extra.isEmpty())) {
      Set<String> stated = expected.fileNames();
      Set<String> present = measured.fileNames();
      move(missing, present, changed);
      move(extra, stated, changed);
    }
    return new ManifestDifferences(
        List.copyOf(missing),
        List.copyOf(extra),
        List.copyOf(changed),
        expected.fileCount(),
        missing.isEmpty() ? List.of() : twins(missing, measured, extra));
  }

  /** Which list has the next name; both if it is 0. A list that has ended has no next one. */
  private static int order(
      List<ManifestEntry> signed, int one, List<ManifestEntry> there, int other) {
    if (one == signed.size()) {
      return 1;
    }
    return other == there.size()
        ? -1
        : CodePointOrder.INSTANCE.compare(signed.get(one).name(), there.get(other).name());
  }

  private static List<NameTwin> twins(Set<String> missing, Manifest measured, Set<String> extra) {
    return NameTwins.of(
        missing.stream().sorted(CodePointOrder.INSTANCE).toList(), measured.fileNames(), extra);
  }

  /** Files on both sides are neither missing nor extra. */
  private static void move(Set<String> from, Set<String> otherSide, Set<String> changed) {
    for (String file : List.copyOf(from)) {
      if (otherSide.contains(file)) {
        from.remove(file);
        changed.add(file);
      }
    }
  }

  /** Whether nothing differs. */
  public boolean isEmpty() {
    return missing.isEmpty() && extra.isEmpty() && changed.isEmpty();
  }

  /** The same without the extra files. */
  public ManifestDifferences withoutExtra() {
    return new ManifestDifferences(missing, List.of(), changed, signedFiles, twins);
  }

  /** One line of text, such as {@code changed: model.safetensors (1 of 10 signed files)}. */
  public String summary() {
    if (isEmpty()) {
      return "no difference";
    }
    StringJoiner parts = new StringJoiner("; ");
    add(parts, "changed", changed, " of %d signed files".formatted(signedFiles));
    add(parts, "missing", missing, " of %d signed files".formatted(signedFiles));
    add(parts, "not signed", extra, extra.size() == 1 ? " file" : " files");
    twins.stream().findFirst().map(NameTwin::text).ifPresent(parts::add);
    Droppings.hint(extra).ifPresent(parts::add);
    return parts.toString();
  }

  private static void add(StringJoiner parts, String label, List<String> names, String total) {
    if (names.isEmpty()) {
      return;
    }
    StringJoiner shown = new StringJoiner(", ");
    names.stream().limit(NAMES_SHOWN).map(ResourceNames::printable).forEach(shown::add);
    if (names.size() > NAMES_SHOWN) {
      shown.add("...");
    }
    parts.add("%s: %s (%d%s)".formatted(label, shown, names.size(), total));
  }
}
