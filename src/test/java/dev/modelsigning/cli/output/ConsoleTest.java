// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTest {
  @TempDir private Path given;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Console console(Path folder, boolean asciiOnly) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Console(stream, stream, false, Map.of(), folder, Clock.systemUTC(), asciiOnly);
  }

  private String written() {
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  @Test
  void takesTheParentOfTheFolderThatALinkLeadsTo() throws IOException {
    Path folder = given.toRealPath();
    Files.createDirectories(folder.resolve("real/inner/model"));
    Files.createDirectories(folder.resolve("real/model"));
    Files.createDirectories(folder.resolve("model"));
    Files.createSymbolicLink(folder.resolve("link"), Path.of("real/inner"));
    Console console = console(folder, false);

    assertThat(console.resolve(Path.of("link/../model"))).isEqualTo(folder.resolve("real/model"));
    assertThat(console.resolve(Path.of("link/../new.sig")))
        .isEqualTo(folder.resolve("real/new.sig"));
    assertThat(console.resolve(Path.of("link/.."))).isEqualTo(folder.resolve("real"));
    assertThat(console.resolve(Path.of("link/model/./"))).isEqualTo(folder.resolve("link/model"));
    assertThat(console.resolve(Path.of("real/../model"))).isEqualTo(folder.resolve("model"));
    assertThat(console.resolve(Path.of("none/../model"))).isEqualTo(folder.resolve("model"));
    Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    assertThat(console.resolve(Path.of("loop/../model")))
        .isEqualTo(folder.resolve("loop/../model"));
    assertThat(console.resolve(Path.of("."))).isEqualTo(folder);
    assertThat(console.resolve(folder.resolve("real/inner/../model")))
        .isEqualTo(folder.resolve("real/model"));
  }

  @Test
  void writesEscapesWhereUnicodeCannotBeShown() {
    console(given, true).line("größe \uD83D\uDE00 \u001b[31m");
    assertThat(written()).isEqualTo("gr\\u00f6\\u00dfe \\U0001f600 \\u001b[31m");
  }

  @Test
  void writesUnicodeElsewhere() {
    console(given, false).note("größe");
    assertThat(written()).isEqualTo("größe");
  }
}
