// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ProgressStatus;
import dev.modelsigning.cli.output.ByteCount;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A model on one line: its verdict, and how far its measurement is. */
final class ProgressLine {
  private ProgressLine() {}

  static String of(ModelSignature model, Instant now) {
    ModelSignatureStatus status = model.getStatus();
    String name = model.getMetadata().getNamespace() + "/" + model.getMetadata().getName();
    return "%s %s %s"
        .formatted(now.truncatedTo(ChronoUnit.SECONDS), name, verdict(status) + progress(status));
  }

  static String verdict(ModelSignatureStatus status) {
    if (status == null || status.verdict == null) {
      return "not judged yet";
    }
    return status.verdict + (status.reason == null ? "" : " (" + status.reason + ")");
  }

  private static String progress(ModelSignatureStatus status) {
    return status == null ? "" : progress(status.progress).map(text -> ", " + text).orElse("");
  }

  /** Bytes, rate and remaining time, as far as they are known. */
  static Optional<String> progress(ProgressStatus progress) {
    if (progress == null || progress.bytesDone == null || progress.bytesTotal == null) {
      return Optional.empty();
    }
    String text =
        "%s of %s"
            .formatted(ByteCount.text(progress.bytesDone), ByteCount.text(progress.bytesTotal));
    if (progress.percent != null) {
      text = progress.percent + "%, " + text;
    }
    if (progress.bytesPerSecond != null && progress.bytesPerSecond > 0) {
      long left = Math.max(0, progress.bytesTotal - progress.bytesDone);
      text +=
          ", %s/s, %s left"
              .formatted(
                  ByteCount.text(progress.bytesPerSecond),
                  Ages.of(Duration.ofSeconds(left / progress.bytesPerSecond)));
    }
    return Optional.of(text);
  }
}
