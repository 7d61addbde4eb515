// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenArgumentsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          false,
          Map.of(),
          Path.of("/"),
          Clock.systemUTC());

  private Optional<String> enter(String text) {
    return TokenArguments.code(
        console,
        URI.create("https://login.example/auth?state=x"),
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void asksForTheCodeOnStderrOnly() {
    assertThat(enter("the-code\nmore")).contains("the-code");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("https://login.example/auth?state=x");
    assertThat(out.size()).isZero();
  }

  @Test
  void treatsTheEndOfInputAsNoCode() {
    assertThat(enter("")).isEmpty();
  }
}
