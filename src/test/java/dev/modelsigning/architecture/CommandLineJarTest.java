// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The jar of the command line: a package that is missing in it fails at the first use only. */
final class CommandLineJarTest {
  private static final Path POM = Path.of("pom.xml");
  private static final Pattern INCLUDE =
      Pattern.compile("<include>dev/modelsigning/([a-z]+)/\\*\\*</include>");

  @Test
  void holdsEveryPackageOfTheCore() throws IOException {
    var included =
        INCLUDE
            .matcher(Files.readString(POM))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toSet());
    var core =
        PackageTable.rows().stream()
            .filter(PackageTable.Row::core)
            .map(row -> row.name().split("\\.", 2)[0])
            .collect(Collectors.toSet());

    assertThat(included).isEqualTo(core);
  }
}
