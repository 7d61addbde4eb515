// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A page of docs/reference that is generated from the code. A test compares it; with the system
 * property {@code reference.update=true} the test writes it instead.
 */
public final class ReferencePage {
  private static final Path FOLDER = Path.of("docs/reference");

  private final StringBuilder text = new StringBuilder();

  /** Starts a page under this heading. */
  public ReferencePage(String title) {
    line("# " + title);
    line("");
    line("Generated from the code by `make reference`: do not edit.");
  }

  /** Adds a paragraph. */
  public ReferencePage paragraph(String paragraph) {
    line("");
    line(paragraph);
    return this;
  }

  /** Adds a table; every row has as many cells as the header. */
  public ReferencePage table(List<String> header, List<List<String>> rows) {
    line("");
    line("| " + String.join(" | ", header) + " |");
    line("|" + "---|".repeat(header.size()));
    for (List<String> row : rows) {
      assertThat(row).hasSameSizeAs(header);
      line(
          "| "
              + String.join(" | ", row.stream().map(cell -> cell.replace("|", "\\|")).toList())
              + " |");
    }
    return this;
  }

  /** Compares with the file of this name, or writes it. */
  public void matches(String file) throws IOException {
    Path page = FOLDER.resolve(file);
    if (Boolean.getBoolean("reference.update")) {
      Files.createDirectories(FOLDER);
      Files.writeString(page, text);
    }
    assertThat(page)
        .as("hint: hack/mvn.sh test -Dreference.update=true writes %s again", page)
        .content()
        .isEqualTo(text.toString());
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
