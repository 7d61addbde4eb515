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

  private Reference(Path python) {
    this.python = python;
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
    return new Reference(python.orElseThrow());
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

  private static Outcome outcome(List<String> program, Object... arguments) {
    List<String> command = new ArrayList<>(program);
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "PYTHONUTF8", "1"));
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
