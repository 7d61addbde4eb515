// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.modelsigning.build.ShareFolder;
import dev.modelsigning.cli.output.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages of the plugin, and what its help says. */
final class PluginPagesTest {
  private static final String NAME = "kubectl oms ";

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    ShareFolder.writePlugin(folder);
  }

  private List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("man/man1"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void hasAPageForEveryCommand() throws IOException {
    assertThat(pages())
        .extracting(page -> page.getFileName().toString())
        .containsExactly(
            "kubectl-oms-explain.1",
            "kubectl-oms-measure.1",
            "kubectl-oms-policy-test.1",
            "kubectl-oms-policy.1",
            "kubectl-oms-status.1",
            "kubectl-oms-why.1",
            "kubectl-oms.1");
    assertThat(Files.readString(folder.resolve("man/man1/kubectl-oms-explain.1")))
        .contains("OMS_KUBECTL", "\\fB1\\fR\nrefused", "\\fBkubectl\\-oms\\fR(1)");
  }

  @Test
  void everyCommandHasExamplesThatItAccepts() throws IOException {
    for (Path page : pages()) {
      String text = Files.readString(page);
      List<String> examples =
          text.substring(text.indexOf(".SH EXAMPLES"))
              .lines()
              .map(line -> line.replace("\\-", "-"))
              .filter(line -> line.startsWith(NAME))
              .toList();
      assertThat(examples).as(page.toString()).isNotEmpty();
      for (String example : examples) {
        String[] words = example.substring(NAME.length()).split(" ", -1);
        assertThatCode(
                () ->
                    KubectlOms.commands(
                            new Console(
                                System.out, System.err, false, Map.of(), folder, Clock.systemUTC()))
                        .parseArgs(words))
            .as(example)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void unknownCommandIsNamedWithThePossibleOnes() {
    PluginRun run = PluginRun.of(folder, Map.of(), "explian");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "'explian' is not a command of kubectl oms; did you mean explain?",
            "use one of explain, status, why");
  }
}
