// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A process of its own: {@code target/oms/bin/oms}, or the Python reference. */
record OmsProcess(int exit, String out, String err) {
  private static final Path OMS = Path.of("target/oms/bin/oms").toAbsolutePath();
  private static final String REFERENCE = "OMS_REFERENCE_VENV";

  static Path startScript() {
    return OMS;
  }

  static OmsProcess oms(Path folder, String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(OMS.toString()));
    command.addAll(List.of(args));
    return run(folder, Map.of(), command);
  }

  /** Skips the test, saying why, where the reference is not installed. */
  static OmsProcess reference(Path folder, String... args)
      throws IOException, InterruptedException {
    String venv = System.getenv().getOrDefault(REFERENCE, "");
    assumeThat(venv)
        .as(REFERENCE + " names a Python environment with model-signing (hack/python-venv.sh)")
        .isNotEmpty();
    List<String> command = new ArrayList<>(List.of(venv + "/bin/python", "-m", "model_signing"));
    command.addAll(List.of(args));
    return run(folder, Map.of("LC_ALL", "C.UTF-8"), command);
  }

  static OmsProcess run(Path folder, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path err = Files.createTempFile(folder, "stderr-", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    // Nothing is to be remembered in the home of whoever runs the tests.
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    builder.environment().putAll(environment);
    Process process = builder.redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    String errors = Files.readString(err);
    Files.delete(err);
    return new OmsProcess(exit, out, errors);
  }
}
