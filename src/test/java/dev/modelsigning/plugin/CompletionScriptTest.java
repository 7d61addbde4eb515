// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What the shell offers for {@code kubectl oms}; kubectl runs the script. */
final class CompletionScriptTest {
  private static final Path SCRIPT =
      Path.of("src/main/dist/bin/kubectl_complete-oms").toAbsolutePath();

  @TempDir private Path folder;

  @Test
  void offersTheCommands() throws Exception {
    List<String> commands = List.copyOf(commands().getSubcommands().keySet());

    assertThat(completed("")).isEqualTo(followed(commands, ":4"));
    assertThat(completed("policy", "")).isEqualTo(List.of("test", ":4"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"explain", "status", "why", "measure", "policy test"})
  void offersEveryLongOption(String command) throws Exception {
    CommandLine line = commands();
    for (String word : command.split(" ", -1)) {
      line = Objects.requireNonNull(line.getSubcommands().get(word), word);
    }
    List<String> options =
        line.getCommandSpec().options().stream()
            .flatMap(option -> Stream.of(option.names()))
            .filter(name -> name.startsWith("--"))
            .toList();

    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.add("--");

    assertThat(completed(words.toArray(String[]::new)))
        .containsExactlyInAnyOrderElementsOf(followed(options, ":4"));
  }

  @Test
  void offersNamesThatKubectlKnowsInTheNamespaceThatWasGiven() throws Exception {
    assertThat(completed("why", "-n", "team-a", "")).isEqualTo(List.of("minilm", "phi", ":4"));
    assertThat(asked())
        .isEqualTo("get modelsignatures.modelsigning.dev -o name --namespace=team-a");
    assertThat(completed("explain", "deploy/"))
        .isEqualTo(List.of("deploy/minilm", "deploy/phi", ":4"));
    assertThat(asked()).isEqualTo("get deploy -o name");
    assertThat(completed("status", "-n", "")).isEqualTo(List.of("minilm", "phi", ":4"));
    assertThat(asked()).isEqualTo("get namespaces -o name");
  }

  @Test
  void offersValuesAndFiles() throws Exception {
    assertThat(completed("explain", "-o", "")).isEqualTo(List.of("text", "json", ":4"));
    assertThat(completed("policy", "test", "--assume", ""))
        .isEqualTo(List.of("verified", "unknown", ":4"));
    assertThat(completed("policy", "test", "")).isEqualTo(List.of(":0"));
    assertThat(completed("explain", "-f", "")).isEqualTo(List.of(":0"));
    assertThat(completed("explain", "")).contains("deploy/", ":6");
  }

  private static List<String> followed(List<String> candidates, String directive) {
    return Stream.concat(candidates.stream(), Stream.of(directive)).toList();
  }

  private CommandLine commands() {
    return KubectlOms.commands(
        new Console(System.out, System.err, false, Map.of(), folder, Clock.systemUTC()));
  }

  private String asked() throws IOException {
    return Files.readString(folder.resolve("asked")).strip();
  }

  private List<String> completed(String... words) throws IOException, InterruptedException {
    Path kubectl =
        FakeKubectl.write(
            folder,
            "echo \"$*\" >" + folder.resolve("asked") + "; echo kind/minilm; echo kind/phi");
    List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMS_KUBECTL", kubectl.toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out.lines().toList();
  }
}
