// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Fails when docs/reference/api.md is not what the definitions say; with {@code
 * -Dreference.update=true} it writes the page.
 */
final class ApiReferenceTest {
  private static final Path PAGE = Path.of("docs/reference/api.md");

  @Test
  void pageIsGeneratedFromTheDefinitions() throws IOException {
    String generated = ApiReference.of(CrdSchema.committed());
    if (Boolean.getBoolean("reference.update")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, generated);
    }
    assertThat(Files.readString(PAGE))
        .as("%s; -Dreference.update=true writes it", PAGE)
        .isEqualTo(generated);
  }
}
