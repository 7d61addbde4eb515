// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.api.v1alpha1.GateDownloader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogTest {
  @ParameterizedTest
  @EnumSource(Section.class)
  void everySectionHasEntries(Section section) {
    assertThat(Catalog.SHIPPED.entries(section)).isNotEmpty();
  }

  @Test
  void optionsAreWrittenWithDashes() {
    assertThat(
            Stream.of(
                    Section.MODEL_OPTIONS,
                    Section.PART_OPTIONS,
                    Section.DIRECTORY_OPTIONS,
                    Section.PATH_OPTIONS,
                    Section.ADAPTER_OPTIONS,
                    Section.JSON_OPTIONS,
                    Section.DOWNLOAD_OPTIONS,
                    Section.HUB_SWITCHES,
                    Section.FILE_OPTIONS,
                    Section.OTHER_OPTIONS,
                    Section.OTHER_LIST_OPTIONS)
                .flatMap(section -> Catalog.SHIPPED.entries(section).stream()))
        .allMatch(option -> option.matches("--?[A-Za-z0-9][-A-Za-z0-9]*"))
        .doesNotHaveDuplicates();
  }

  @Test
  void pathsAreAbsoluteAndPlain() {
    assertThat(
            Stream.of(
                    Section.MODEL_PATHS,
                    Section.CONFIGURATION_PATHS,
                    Section.NODE_PATHS,
                    Section.IDENTITY_PATHS)
                .flatMap(section -> Catalog.SHIPPED.entries(section).stream()))
        .allMatch(path -> path.matches("(/[-._a-z0-9]+)+"));
  }

  /** No policy may list those that are reserved, so neither may this program. */
  @Test
  void noIdentityVariableDecidesWhatProgramsLoadOrRun() {
    assertThat(Catalog.SHIPPED.entries(Section.IDENTITY_VARIABLES))
        .noneMatch(name -> name.matches(GateDownloader.RESERVED_VARIABLES))
        .allMatch(name -> name.matches("(AWS|AZURE)(_[A-Z]+)+"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[nonsense]", "[model-paths]\n[model-paths]", "/data", "[servers]\na\na", ""})
  void refusesFaultyFiles(String text) {
    assertThatThrownBy(() -> Catalog.of(text.lines().toList()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void extendedCatalogLeavesTheShippedOneAlone() {
    List<String> before = new ArrayList<>(Catalog.SHIPPED.entries(Section.SERVERS));
    assertThat(Catalog.SHIPPED.with(Section.SERVERS, List.of("new")).has(Section.SERVERS, "new"))
        .isTrue();
    assertThat(Catalog.SHIPPED.entries(Section.SERVERS)).containsExactlyElementsOf(before);
  }

  @Test
  void everySectionIsDocumented() throws IOException {
    assertThat(
            Files.readAllLines(Path.of("docs/decision.md")).stream()
                .dropWhile(line -> !line.startsWith("| section |"))
                .skip(2)
                .map(line -> line.split("`", -1)[1]))
        .containsExactlyElementsOf(Stream.of(Section.values()).map(Section::title).toList());
  }

  @Test
  void everyModelPathIsDocumented() throws IOException {
    String page = Files.readString(Path.of("docs/decision.md"));
    int row = page.indexOf("\n| `model-paths` |") + 1;
    assertThat(page.substring(row, page.indexOf('\n', row)))
        .contains(
            Catalog.SHIPPED.entries(Section.MODEL_PATHS).stream()
                .map(path -> "`" + path + "`")
                .toList());
  }
}
