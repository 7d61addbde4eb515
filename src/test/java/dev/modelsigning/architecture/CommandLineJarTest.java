// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The jars of the command lines: a package that is missing in one fails at the first use only. */
final class CommandLineJarTest {
  private static final Path POM = Path.of("pom.xml");
  private static final Pattern INCLUDE =
      Pattern.compile("<include>dev/modelsigning/([a-z]+)/\\*\\*</include>");

  @Test
  void holdsEveryPackageOfTheCore() throws IOException {
    assertThat(included("command-line-jar")).isEqualTo(core());
  }

  @Test
  void pluginFindsWhatItUsesInItsJarOrInThatOfTheCommandLine() throws IOException {
    Set<String> used = new HashSet<>(Set.of("plugin"));
    for (int size = 0; size != used.size(); ) {
      size = used.size();
      used.addAll(
          PackageTable.rows().stream()
              .filter(row -> used.contains(top(row.name())))
              .flatMap(row -> row.uses().stream())
              .map(CommandLineJarTest::top)
              .collect(Collectors.toSet()));
    }

    assertThat(
            Stream.of(included("kubectl-plugin-jar"), core())
                .flatMap(Set::stream)
                .collect(Collectors.toSet()))
        .containsAll(used);
    assertThat(included("kubectl-plugin-jar")).isSubsetOf(used).doesNotContainAnyElementsOf(core());
  }

  private static Set<String> included(String execution) throws IOException {
    String pom = Files.readString(POM);
    int start = pom.indexOf("<id>" + execution + "</id>");
    return INCLUDE
        .matcher(pom.substring(start, pom.indexOf("</execution>", start)))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toSet());
  }

  private static Set<String> core() {
    return PackageTable.rows().stream()
        .filter(PackageTable.Row::core)
        .map(row -> top(row.name()))
        .collect(Collectors.toSet());
  }

  private static String top(String name) {
    return name.split("\\.", 2)[0];
  }
}
