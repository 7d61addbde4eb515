// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import dev.modelsigning.api.v1alpha1.WriterStatus;
import dev.modelsigning.volume.PodGrace;
import dev.modelsigning.volume.writers.PossibleWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The possible writers of a claim in the status, from which an operator that starts learns of pods
 * that are gone. The list is bounded: what has no room is one entry that stands for the worst of
 * them.
 */
public final class RecordedWriters {
  static final int MAX = 20;

  private static final Comparator<PossibleWriter> WORST_FIRST =
      Comparator.comparing((PossibleWriter writer) -> writer.until().orElse(Instant.MAX))
          .thenComparing(PossibleWriter::grace)
          .reversed()
          .thenComparing(PossibleWriter::namespace)
          .thenComparing(PossibleWriter::pod);

  private RecordedWriters() {}

  /** As the status lists them. */
  public static List<WriterStatus> of(List<PossibleWriter> writers, String namespace) {
    List<PossibleWriter> sorted = writers.stream().sorted(WORST_FIRST).toList();
    List<WriterStatus> written = new ArrayList<>();
    sorted.stream().limit(MAX).map(writer -> status(writer, namespace)).forEach(written::add);
    if (sorted.size() > MAX) {
      written.add(others(sorted.subList(MAX, sorted.size())));
    }
    return written;
  }

  /** What is recorded; an entry that cannot be read counts as a pod that was deleted just now. */
  public static List<PossibleWriter> read(@Nullable List<WriterStatus> recorded, String namespace) {
    return Objects.requireNonNullElse(recorded, List.<WriterStatus>of()).stream()
        .map(entry -> read(entry, namespace))
        .toList();
  }

  /** For messages. */
  public static String names(List<PossibleWriter> writers, String namespace) {
    String named =
        writers.stream()
            .sorted(WORST_FIRST)
            .limit(MAX)
            .map(writer -> name(writer, namespace))
            .collect(Collectors.joining(", "));
    return writers.size() > MAX ? named + " and " + (writers.size() - MAX) + " more" : named;
  }

  private static String name(PossibleWriter writer, String namespace) {
    String name = writer.nameIn(namespace);
    return writer
        .until()
        .map(until -> name + " (whose containers may write until " + text(until) + ")")
        .orElse(name);
  }

  private static WriterStatus status(PossibleWriter writer, String namespace) {
    WriterStatus status = new WriterStatus();
    status.pod = writer.nameIn(namespace);
    status.uid = writer.uid();
    status.gracePeriodSeconds = writer.grace().toSeconds();
    status.until = writer.until().map(RecordedWriters::text).orElse(null);
    return status;
  }

  private static WriterStatus others(List<PossibleWriter> omitted) {
    WriterStatus status = new WriterStatus();
    status.pod = omitted.size() + " more";
    status.uid = "";
    status.gracePeriodSeconds =
        omitted.stream().mapToLong(writer -> writer.grace().toSeconds()).max().orElse(0);
    return status;
  }

  private static PossibleWriter read(WriterStatus entry, String namespace) {
    String pod = Objects.requireNonNullElse(entry.pod, "");
    int slash = pod.indexOf('/');
    return new PossibleWriter(
        slash < 0 ? namespace : pod.substring(0, slash),
        pod.substring(slash + 1),
        Objects.requireNonNullElse(entry.uid, ""),
        grace(entry),
        until(entry));
  }

  private static Duration grace(WriterStatus entry) {
    return PodGrace.bounded(Objects.requireNonNullElse(entry.gracePeriodSeconds, 0L));
  }

  private static Optional<Instant> until(WriterStatus entry) {
    try {
      return Optional.ofNullable(entry.until).map(Instant::parse);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Whole seconds, rounded up. */
  private static String text(Instant until) {
    return until.plusMillis(999).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
