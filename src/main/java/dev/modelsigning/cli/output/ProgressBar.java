// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

import dev.modelsigning.manifest.hashing.Progress;
import dev.modelsigning.manifest.hashing.ProgressListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** One line on a terminal that is redrawn at most ten times a second, and erased at the end. */
final class ProgressBar implements ProgressListener, AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int BAR = 28;

  /** One less than a terminal's 80 columns, so that the line never wraps. */
  private static final int LINE = 79;

  /** Before this time the rate is too uncertain for an estimate. */
  private static final double FIRST_ESTIMATE_SECONDS = 1;

  private final Console console;
  private final Clock clock;
  private final Instant start;
  private Instant next;
  private int shown;

  ProgressBar(Console console) {
    this.console = console;
    this.clock = console.clock();
    this.start = clock.instant();
    this.next = start.plus(INTERVAL);
  }

  @Override
  public synchronized void onProgress(Progress progress) {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(INTERVAL);
    show(text(progress, Duration.between(start, now)));
  }

  /** The bar takes the space that the numbers leave, and is omitted if there is none. */
  private static String text(Progress p, Duration elapsed) {
    double part = p.bytesTotal() == 0 ? 1 : Math.min(1.0, (double) p.bytesDone() / p.bytesTotal());
    String numbers = numbers(p, part, Math.max(0.001, elapsed.toMillis() / 1000.0));
    int width = Math.min(BAR, LINE - numbers.length() - "[] ".length());
    if (width < 1) {
      return numbers.substring(0, Math.min(LINE, numbers.length()));
    }
    int filled = (int) (part * width);
    return "[" + "#".repeat(filled) + " ".repeat(width - filled) + "] " + numbers;
  }

  private static String numbers(Progress p, double part, double seconds) {
    return String.format(
        Locale.ROOT,
        "%3d %%  %d/%d files  %s of %s  %s/s%s",
        (int) (part * 100),
        p.filesDone(),
        p.filesTotal(),
        ByteCount.text(p.bytesDone()),
        ByteCount.text(p.bytesTotal()),
        ByteCount.text((long) (p.bytesDone() / seconds)),
        remaining(p, seconds));
  }

  /** How long the rest takes at the average rate so far; empty until there is one. */
  private static String remaining(Progress p, double seconds) {
    if (p.bytesDone() == 0 || seconds < FIRST_ESTIMATE_SECONDS) {
      return "";
    }
    long left = Math.max(0, p.bytesTotal() - p.bytesDone());
    long rest = Math.round(seconds * left / p.bytesDone());
    return rest < 3600
        ? String.format(Locale.ROOT, "  ETA %d:%02d", rest / 60, rest % 60)
        : String.format(Locale.ROOT, "  ETA %d:%02d:%02d", rest / 3600, rest / 60 % 60, rest % 60);
  }

  private void show(String text) {
    String padding = " ".repeat(Math.max(0, shown - text.length()));
    console.err().print("\r" + text + padding);
    console.err().flush();
    shown = text.length();
  }

  @Override
  public synchronized void close() {
    if (shown > 0) {
      console.err().print("\r" + " ".repeat(shown) + "\r");
      console.err().flush();
      shown = 0;
    }
  }
}
