// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.KubeApiServer;
import dev.modelsigning.testing.KubeconfigFile;
import dev.modelsigning.testing.OpenReportsApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of pages in docs/, one page after the other as a reader would, against a real
 * API server and with the real {@code oms}. Blocks with the language {@code sh} are run; there is
 * neither a node nor an operator, so what the commands print is not compared.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PagesIT {
  @RegisterExtension static final KubeApiServer API = KubeApiServer.ofItsOwn();

  /** Also blocks that are indented because they belong to a list. */
  private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```([a-z]*)\n(.*?)^ *```$");

  private static final Path DOCS = Path.of("docs");

  @TempDir static Path folder;

  private record Block(String language, String text) {}

  private static List<Block> blocks(String page) throws IOException {
    return BLOCK
        .matcher(Files.readString(DOCS.resolve(page)))
        .results()
        .map(
            found ->
                new Block(found.group(2), found.group(3).replaceAll("(?m)^" + found.group(1), "")))
        .toList();
  }

  private static void run(String page) throws Exception {
    List<String> script = new ArrayList<>(List.of("set -euo pipefail"));
    List<Block> blocks = blocks(page);
    assertThat(blocks).extracting(Block::language).as(page).contains("sh").isSubsetOf("sh", "text");
    blocks.stream()
        .filter(block -> block.language().equals("sh"))
        .forEach(block -> script.add("set -x\n" + block.text()));
    Files.writeString(folder.resolve("page.sh"), String.join("\n", script));
    ProcessBuilder builder =
        new ProcessBuilder("bash", "page.sh").directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("PATH", tools() + ":" + System.getenv("PATH"));
    builder
        .environment()
        .put("KUBECONFIG", KubeconfigFile.write(API.adminConfig(), folder).toString());
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s\n%s", page, output).isZero();
  }

  /** A folder with what the pages take for granted: kubectl, helm, oms, and a clone. */
  private static Path tools() throws IOException {
    Path tools = folder.resolve("tools");
    if (Files.exists(tools)) {
      return tools;
    }
    Path oms = Path.of("target/oms/bin/oms").toAbsolutePath();
    assumeThat(oms).as("built by the package phase: run verify, not only test").exists();
    Files.createDirectories(tools);
    script(tools.resolve("oms"), oms);
    script(tools.resolve("kubectl"), API.kubectl());
    script(tools.resolve("helm"), Path.of(HelmChart.client()));
    Files.createSymbolicLink(
        folder.resolve("model-signature-operator"), Path.of("").toAbsolutePath());
    return tools;
  }

  private static void script(Path file, Path program) throws IOException {
    Files.writeString(file, "#!/bin/sh\nexec '" + program + "' \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The first page installs them. */
  @BeforeAll
  static void removeDefinitions() {
    var definitions = API.admin().apiextensions().v1().customResourceDefinitions();
    definitions.delete();
    Await.until(
        "the CRDs to be gone",
        Duration.ofSeconds(60),
        () -> definitions.list().getItems().isEmpty());
  }

  @Test
  @Order(1)
  void firstPolicy() throws Exception {
    run("first-policy.md");
  }

  @Test
  @Order(2)
  void dayTwo() throws Exception {
    run("day-two.md");
  }

  @Test
  @Order(3)
  void troubleshooting() throws Exception {
    run("troubleshooting.md");
  }

  @Test
  @Order(4)
  void monitoring() throws Exception {
    OpenReportsApi.install(API.admin());
    run("monitoring.md");
  }

  @Test
  @Order(5)
  void privateRegistry() throws Exception {
    run("private-registry.md");
  }
}
