// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.trust.published.PublishedAuthority;
import dev.modelsigning.trust.published.PublishedTrust;
import dev.modelsigning.trust.published.PublishedTrustJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code oms gate} as a process of its own that is told to end. */
final class GateSignalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void endsTheCommandWhenItIsToldToEnd() throws Exception {
    PublishedTrust trust =
        new PublishedTrust(
            "production",
            List.of(new PublishedAuthority.Key("k", TestPki.publicPem(TestPki.ecKey()))),
            Map.of(),
            1,
            List.of(),
            List.of(),
            List.of());
    Files.writeString(folder.resolve("trust"), PublishedTrustJson.write(trust));
    Process gate =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.modelsigning.cli.Oms",
                "gate",
                folder.resolve("model").toString(),
                "--trust=" + folder.resolve("trust"),
                "--",
                "/bin/sh",
                "-c",
                "cd \"$0\"; trap 'echo >ended; exit 0' TERM; echo >ready; while :; do sleep 1; done",
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    try {
      Await.until("the command to run", PATIENCE, () -> Files.exists(folder.resolve("ready")));
      gate.destroy();
      assertThat(gate.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(gate.exitValue()).isEqualTo(128 + 15);
      assertThat(folder.resolve("ended")).exists();
    } finally {
      gate.destroyForcibly();
    }
  }
}
