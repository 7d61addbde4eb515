// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.WriterStatus;
import dev.modelsigning.volume.writers.PossibleWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordedWritersTest {
  private static final Instant END = Instant.parse("2026-11-21T10:00:00Z");

  private static PossibleWriter writer(String namespace, String pod, Optional<Instant> until) {
    return new PossibleWriter(namespace, pod, pod + "-uid", Duration.ofSeconds(45), until);
  }

  @Test
  void whatIsRecordedIsReadBack() {
    var here = writer("team-a", "here", Optional.empty());
    var gone = writer("team-b", "gone", Optional.of(END));

    var recorded = RecordedWriters.of(List.of(gone, here), "team-a");

    assertThat(RecordedWriters.read(recorded, "team-a")).containsExactly(here, gone);
    assertThat(recorded).extracting(w -> w.pod).containsExactly("here", "team-b/gone");
  }

  @Test
  void noWriterIsNoList() {
    assertThat(RecordedWriters.of(List.of(), "team-a")).isEmpty();
    assertThat(RecordedWriters.read(null, "team-a")).isEmpty();
  }

  @Test
  void oneEntryStandsForTheWorstOfThoseThatHaveNoRoom() {
    var many =
        IntStream.range(0, 30).mapToObj(i -> writer("team-a", "w" + i, Optional.empty())).toList();

    var recorded = RecordedWriters.of(many, "team-a");

    assertThat(recorded).hasSize(RecordedWriters.MAX + 1);
    assertThat(recorded.getLast().pod).isEqualTo("10 more");
    assertThat(RecordedWriters.read(recorded, "team-a").getLast())
        .isEqualTo(
            new PossibleWriter("team-a", "10 more", "", Duration.ofSeconds(45), Optional.empty()));
  }

  @Test
  void timesAreRoundedUp() {
    var recorded =
        RecordedWriters.of(
            List.of(writer("team-a", "w", Optional.of(END.plusMillis(1)))), "team-a");
    assertThat(recorded).extracting(w -> w.until).containsExactly("2026-11-21T10:00:01Z");
  }

  @Test
  void entryThatCannotBeReadIsAPodThatIsGone() {
    var damaged = new WriterStatus();
    damaged.until = "soon";
    damaged.gracePeriodSeconds = -5L;
    assertThat(RecordedWriters.read(List.of(damaged), "team-a"))
        .containsExactly(new PossibleWriter("team-a", "", "", Duration.ZERO, Optional.empty()));
  }

  @Test
  void messageSaysUntilWhenADeletedPodMayWrite() {
    assertThat(
            RecordedWriters.names(
                List.of(
                    writer("team-a", "here", Optional.empty()),
                    writer("team-b", "gone", Optional.of(END))),
                "team-a"))
        .isEqualTo("here, team-b/gone (whose containers may write until 2026-11-21T10:00:00Z)");
  }
}
