// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.manifest.hashing.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2026-06-01T12:00:00Z");

  private final ProgressBar bar =
      new ProgressBar(
          new Console(
              System.out,
              new PrintStream(shown, true, StandardCharsets.UTF_8),
              true,
              Map.of(),
              Path.of("/"),
              clock()));

  private Clock clock() {
    InstantSource source = () -> now;
    return source.withZone(ZoneOffset.UTC);
  }

  private String after(Duration time, long bytesDone, long bytesTotal) {
    now = now.plus(time);
    shown.reset();
    bar.onProgress(new Progress(1, 4, bytesDone, bytesTotal));
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsTheRateAndTheTimeLeft() {
    assertThat(after(Duration.ofMillis(500), 100_000_000, 10_000_000_000L))
        .contains("  1 %  1/4 files  100.0 MB of 10.0 GB  200.0 MB/s")
        .doesNotContain("ETA");
    assertThat(after(Duration.ofMillis(1500), 400_000_000, 10_000_000_000L))
        .contains("200.0 MB/s  ETA 0:48");
    assertThat(after(Duration.ofSeconds(8), 1_000_000_000, 1_000_000_000_000L))
        .contains("100.0 MB/s  ETA 2:46:30");
    assertThat(after(Duration.ofSeconds(10), 0, 1_000_000_000_000L)).doesNotContain("ETA");
  }

  @Test
  void drawsAtMostTenTimesASecondAndWipesItself() {
    assertThat(after(Duration.ofMillis(99), 1, 2)).isEmpty();
    assertThat(after(Duration.ofMillis(1), 1, 2)).startsWith("\r[##############");
    shown.reset();

    bar.close();

    assertThat(shown.toString(StandardCharsets.UTF_8)).matches("\r +\r");
  }

  @Test
  void neverFillsATerminalOfEightyColumns() {
    String large = after(Duration.ofSeconds(1), 123_400_000_000L, 987_600_000_000L);
    assertThat(large).contains("\r[#    ", "ETA 0:07").hasSizeLessThanOrEqualTo(1 + 79);
    assertThat(after(Duration.ofHours(10), Long.MAX_VALUE / 1000, Long.MAX_VALUE))
        .contains("ETA")
        .hasSizeLessThanOrEqualTo(1 + 79);
    now = now.plus(Duration.ofHours(1));
    shown.reset();
    bar.onProgress(new Progress(123_456_789_012L, 987_654_321_098L, 1, Long.MAX_VALUE));
    assertThat(shown.toString(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(1 + 79);
  }
}
