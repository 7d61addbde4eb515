// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Python reference implementation, run as its own process. */
final class Reference {
  private static final String VARIABLE = "OMS_REFERENCE_VENV";

  private final Path python;
  private final Map<String, String> environment;

  private Reference(Path python, Map<String, String> environment) {
    this.python = python;
    this.environment = environment;
  }

  /** The same with more environment variables. */
  Reference with(Map<String, String> more) {
    return new Reference(python, more);
  }

  /** Skips the test, saying why, where the reference is not installed. */
  static Reference installed() {
    Optional<Path> python =
        Optional.ofNullable(System.getProperty(VARIABLE, System.getenv(VARIABLE)))
            .map(venv -> Path.of(venv, "bin", "python"))
            .filter(Files::isExecutable);
    assumeThat(python)
        .as("%s names a Python environment with model-signing (hack/python-venv.sh)", VARIABLE)
        .isPresent();
    return new Reference(python.orElseThrow(), Map.of());
  }

  /** Runs {@code python -m model_signing} and expects it to succeed. */
  void run(Object... arguments) {
    Outcome outcome = outcome(arguments);
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  /** Runs {@code python -m model_signing}. */
  Outcome outcome(Object... arguments) {
    return outcome(List.of(python.toString(), "-m", "model_signing"), arguments);
  }

  /** Runs the script of that name, which uses the reference's API. */
  Outcome script(String name, Object... arguments) {
    Path script = Path.of("src", "test", "resources", "interop", name).toAbsolutePath();
    return outcome(List.of(python.toString(), script.toString()), arguments);
  }

  /** Runs lines of Python in the environment of the reference, which must succeed. */
  void code(String code, Object... arguments) {
    Outcome outcome = outcome(List.of(python.toString(), "-c", code), arguments);
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }

  private Outcome outcome(List<String> program, Object... arguments) {
    List<String> command = new ArrayList<>(program);
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "PYTHONUTF8", "1"));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** How a process ended. */
  record Outcome(int status, String output) {}
}
