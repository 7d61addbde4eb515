// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Fails when a copy of the guard is not its source; with {@code -Dcrds.update=true} it writes them.
 */
final class GuardDriftTest {
  @Test
  void deployCarriesTheGuard() throws IOException {
    assertCopy(GuardFiles.DEPLOY, GuardFiles.deployCopy());
  }

  @Test
  void chartCarriesTheGuard() throws IOException {
    assertCopy(GuardFiles.CHART, GuardFiles.chartCopy());
  }

  private static void assertCopy(Path file, String wanted) throws IOException {
    if (Boolean.getBoolean("crds.update")) {
      Files.writeString(file, wanted);
    }
    assertThat(file).as("`make crds` writes it").hasContent(wanted);
  }
}
