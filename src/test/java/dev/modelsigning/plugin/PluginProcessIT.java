// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.install.ProjectVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin as it is delivered, with start script and jars, in a process of its own. */
final class PluginProcessIT {
  private static final Path SCRIPT = Path.of("target/oms/bin/kubectl-oms").toAbsolutePath();
  private static final Path POLICY = Path.of("deploy/examples/policy-key.yaml").toAbsolutePath();
  private static final Path POD = Path.of("deploy/examples/inference-server.yaml").toAbsolutePath();

  @TempDir private Path folder;

  private record Ended(int exit, String out) {}

  /** With both streams in one, so that what a library says on its own is seen. */
  private Ended run(Path program, String... arguments) throws IOException, InterruptedException {
    assertThat(SCRIPT).as("built by the package phase: run verify, not only test").exists();
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out);
  }

  @Test
  void startsThroughALinkAndNamesItsVersion() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("kubectl-oms"), SCRIPT);

    assertThat(run(link, "--version"))
        .isEqualTo(new Ended(0, "kubectl-oms " + ProjectVersion.get() + "\n"));
  }

  @Test
  void decidesAboutManifestsWithWhatIsInItsJars() throws Exception {
    Ended run = run(SCRIPT, "policy", "test", POLICY.toString(), "-f", POD.toString());

    assertThat(run.exit()).as(run.out()).isEqualTo(1);
    assertThat(run.out()).startsWith("Deployment ").contains("no ModelSignature names it");
  }
}
