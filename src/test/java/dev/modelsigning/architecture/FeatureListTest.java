// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list 'Where is ...?' of docs/architecture.md leads a newcomer to classes that exist. */
final class FeatureListTest {
  private static final Path DOCUMENT = Path.of("docs/architecture.md");
  private static final Path SOURCES = Path.of("src/main/java/dev/modelsigning");
  private static final Pattern CLASS = Pattern.compile("`([a-z0-9.]+\\.[A-Z]\\w*)`");
  private static final int FEATURES = 25;

  @Test
  void everyClassOfTheListExists() throws IOException {
    List<String> classes =
        features().stream()
            .flatMap(row -> CLASS.matcher(row).results())
            .map(match -> match.group(1))
            .toList();

    assertThat(classes)
        .isNotEmpty()
        .filteredOn(name -> !Files.exists(SOURCES.resolve(name.replace('.', '/') + ".java")))
        .isEmpty();
  }

  @Test
  void everyFeatureNamesAClass() throws IOException {
    assertThat(features())
        .hasSizeGreaterThanOrEqualTo(FEATURES)
        .allSatisfy(row -> assertThat(row).containsPattern(CLASS));
  }

  private static List<String> features() throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .dropWhile(line -> !line.equals("## Where is ...?"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| "))
        .filter(line -> !line.equals("| feature | class |"))
        .toList();
  }
}
