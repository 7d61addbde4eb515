// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The packages and what each may use, read from the tables in docs/architecture.md. A row is one
 * package without its sub-packages; names are relative to {@code dev.modelsigning}.
 */
final class PackageTable {
  static final String ROOT = "dev.modelsigning.";

  private static final Path DOCUMENT = Path.of("docs/architecture.md");
  private static final String CORE = "### Core: plain Java";
  private static final String CLUSTER = "### In the cluster";
  private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.]+)` \\|[^|]*\\|([^|]*)\\|");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9.]+)`");

  private PackageTable() {}

  /**
   * One row.
   *
   * @param uses packages of ours, exactly
   * @param core whether it is part of the plain-Java core, which knows no framework
   */
  record Row(String name, Set<String> uses, boolean core) {
    String fullName() {
      return ROOT + name;
    }
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    boolean core = false;
    boolean inTable = false;
    for (String line : lines()) {
      if (line.startsWith("#")) {
        core = line.equals(CORE);
        inTable = core || line.equals(CLUSTER);
      }
      var row = ROW.matcher(line);
      if (inTable && row.matches()) {
        rows.add(new Row(row.group(1), names(row.group(2)), core));
      }
    }
    return List.copyOf(rows);
  }

  private static Set<String> names(String cell) {
    return NAME.matcher(cell).results().map(PackageTable::name).collect(Collectors.toSet());
  }

  private static String name(MatchResult match) {
    return match.group(1);
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(DOCUMENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
