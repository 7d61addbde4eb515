// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lists of known servers' options and variables, of model paths, and of what undoes a read-only
 * mount. They are data, in one file of this program; a policy can add to some of them.
 */
public final class Catalog {
  private static final String FILE = "catalog.txt";

  /** What this program ships. */
  public static final Catalog SHIPPED = read();

  private final Map<Section, Set<String>> entries;

  private Catalog(Map<Section, Set<String>> entries) {
    this.entries = entries;
  }

  /** The entries of a section, in the order of the file. */
  public Set<String> entries(Section section) {
    return entries.getOrDefault(section, Set.of());
  }

  /** Whether a section has this very entry. */
  public boolean has(Section section, String entry) {
    return entries(section).contains(entry);
  }

  /** This catalog with further entries in one section. */
  public Catalog with(Section section, List<String> added) {
    if (added.isEmpty()) {
      return this;
    }
    Map<Section, Set<String>> extended = new EnumMap<>(entries);
    Set<String> all = new LinkedHashSet<>(entries(section));
    all.addAll(added);
    extended.put(section, all);
    return new Catalog(extended);
  }

  /**
   * Reads the lines of a catalog.
   *
   * @throws IllegalArgumentException if a section is not known, occurs twice or is missing, or an
   *     entry is outside of a section or occurs twice
   */
  static Catalog of(List<String> lines) {
    Map<String, Section> titles =
        Stream.of(Section.values()).collect(Collectors.toMap(s -> "[" + s.title() + "]", s -> s));
    Map<Section, Set<String>> entries = new EnumMap<>(Section.class);
    Set<String> current = null;
    for (String line : lines) {
      String entry = line.strip();
      if (entry.isEmpty() || entry.startsWith("#")) {
        continue;
      }
      if (entry.startsWith("[")) {
        Section section = titles.get(entry);
        if (section == null || entries.containsKey(section)) {
          throw new IllegalArgumentException("unknown or repeated section " + entry);
        }
        current = new LinkedHashSet<>();
        entries.put(section, current);
      } else if (current == null || !current.add(entry)) {
        throw new IllegalArgumentException("entry outside of a section or repeated: " + entry);
      }
    }
    List<Section> missing = new ArrayList<>(List.of(Section.values()));
    missing.removeAll(entries.keySet());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("sections are missing: " + missing);
    }
    return new Catalog(entries);
  }

  private static Catalog read() {
    try (InputStream file = Catalog.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is not part of this program");
      }
      return of(new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
