package dev.modelsigning.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What differs between the signed files and the measured ones, each list in code point order.
 *
 * @param missing signed, not measured
 * @param extra measured, not signed
 * @param changed both, with other digests
 * @param signedFiles how many files are signed
 */
public record ManifestDifferences(
    List<String> missing, List<String> extra, List<String> changed, int signedFiles) {
  /** Names in a summary per kind of difference. */
  private static final int NAMES_SHOWN = 3;

  /** Copies and sorts the lists. */
  public ManifestDifferences {
    missing = missing.stream().sorted(CodePointOrder.INSTANCE).toList();
    extra = extra.stream().sorted(CodePointOrder.INSTANCE).toList();
    changed = changed.stream().sorted(CodePointOrder.INSTANCE).toList();
  }

  /** Compares names and digests, not model names, order or serialization. */
  public static ManifestDifferences between(Manifest expected, Manifest measured) {
    Map<String, Digest> found = HashMap.newHashMap(measured.entries().size());
    measured.entries().forEach(entry -> found.put(entry.name(), entry.digest()));
    List<String> missing = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (ManifestEntry entry : expected.entries()) {
      Digest digest = found.remove(entry.name());
      if (digest == null) {
        missing.add(entry.name());
      } else if (!digest.equals(entry.digest())) {
        changed.add(entry.name());
      }
    }
    return new ManifestDifferences(
        missing, List.copyOf(found.keySet()), changed, expected.entries().size());
  }

  /** Whether nothing differs. */
  public boolean isEmpty() {
    return missing.isEmpty() && extra.isEmpty() && changed.isEmpty();
  }

  /** The same without the files that are not signed. */
  public ManifestDifferences withoutExtra() {
    return new ManifestDifferences(missing, List.of(), changed, signedFiles);
  }

  /** One line for people, such as {@code changed: model.safetensors (1 of 10 signed files)}. */
  public String summary() {
    if (isEmpty()) {
      return "no difference";
    }
    StringJoiner parts = new StringJoiner("; ");
    add(parts, "changed", changed, " of %d signed files".formatted(signedFiles));
    add(parts, "missing", missing, " of %d signed files".formatted(signedFiles));
    add(parts, "not signed", extra, extra.size() == 1 ? " file" : " files");
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
