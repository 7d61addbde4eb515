// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume.writers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeletedWritersTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String MANY = "one of too many deleted pods";
  private static final int PODS = 100;
  private static final int VOLUMES = 512;

  private final DeletedWriters deleted = new DeletedWriters();

  private static PossibleWriter writer(String namespace, String pod, Instant end) {
    return new PossibleWriter(
        namespace, pod, namespace + pod, Duration.ofSeconds(30), Optional.of(end));
  }

  private List<String> since(String key, Instant instant) {
    return deleted.since(Set.of(key), instant).stream()
        .map(writer -> writer.nameIn("team-a"))
        .toList();
  }

  private static Instant end(int pod) {
    return NOW.plusSeconds(pod);
  }

  private static List<String> written(String format, int pod) {
    return IntStream.range(0, VOLUMES).mapToObj(v -> format.formatted(pod, v)).toList();
  }

  /** A tenant deletes pods, each with volumes of its own, the later one ending later. */
  private void deletedInALoop(String format) {
    for (int pod = 0; pod < PODS; pod++) {
      deleted.remember(written(format, pod), writer("team-a", "p" + pod, end(pod)));
    }
  }

  @Test
  void entriesOfANamespaceHaveABoundWhateverItsPodsName() {
    deletedInALoop("team-a/claim-%d-%d");
    assertThat(deleted.size()).isLessThanOrEqualTo(DeletedWriters.OF_NAMESPACE);
    deletedInALoop("backend-%d-%d");
    assertThat(deleted.size()).isLessThanOrEqualTo(DeletedWriters.OF_NAMESPACE);
  }

  @Test
  void writersBeyondTheBoundCountForEveryClaimOfTheirNamespace() {
    deletedInALoop("team-a/claim-%d-%d");
    for (int pod = 0; pod < PODS; pod++) {
      for (String key : written("team-a/claim-%d-%d", pod)) {
        assertThat(since(key, end(pod))).as(key).isNotEmpty();
      }
    }
    assertThat(since("team-a/another", NOW)).containsExactly(MANY);
  }

  @Test
  void runThatBeganAfterTheLastOfThemEndedIsUntouched() {
    deletedInALoop("team-a/claim-%d-%d");
    Instant last = deleted.since(Set.of("team-a/another"), NOW).getFirst().until().orElseThrow();

    assertThat(last).isBefore(end(PODS - 1));
    assertThat(since("team-a/another", last.plusMillis(1))).isEmpty();
    assertThat(since("team-a/claim-99-0", last.plusMillis(1))).containsExactly("p99");
  }

  @Test
  void otherNamespacesAreUnaffectedByOneThatHasTooMany() {
    deleted.remember(List.of("team-b/weights"), writer("team-b", "loader", NOW));

    deletedInALoop("team-a/claim-%d-%d");
    deletedInALoop("backend-%d-%d");

    assertThat(since("team-b/weights", NOW)).containsExactly("team-b/loader");
    assertThat(since("team-b/another", Instant.EPOCH)).isEmpty();
    assertThat(since("a-backend", Instant.EPOCH)).isEmpty();
  }

  @Test
  void backendThatAModelAskedAboutKeepsThePodThatMayWriteLongest() {
    assertThat(since("asked", NOW)).isEmpty();
    deleted.remember(List.of("asked"), writer("team-a", "longer", NOW.minusSeconds(1)));
    deleted.remember(List.of("asked"), writer("team-a", "shorter", NOW.minusSeconds(2)));

    deletedInALoop("backend-%d-%d");

    assertThat(since("asked", Instant.EPOCH)).containsExactly("longer");
    assertThat(since("team-a/weights", NOW)).as("its own claims").containsExactly(MANY);
  }

  @Test
  void entriesOfAllNamespacesHaveABound() {
    for (int namespace = 0; namespace < 1_000; namespace++) {
      for (int claim = 0; claim < 100; claim++) {
        deleted.remember(
            List.of("n%d/c%d".formatted(namespace, claim)),
            writer("n" + namespace, "p" + claim, end(namespace)));
      }
    }
    deleted.remember(List.of("team-a/weights"), writer("team-a", "loader", NOW));

    assertThat(deleted.size()).isLessThanOrEqualTo(DeletedWriters.ALL);
    for (int namespace = 0; namespace < 1_000; namespace++) {
      for (int claim = 0; claim < 100; claim++) {
        assertThat(since("n%d/c%d".formatted(namespace, claim), end(namespace))).isNotEmpty();
      }
    }
    assertThat(since("team-a/weights", NOW)).containsExactly("loader");
    assertThat(since("team-a/another", Instant.EPOCH)).as("a small namespace").isEmpty();
  }

  @Test
  void namespacesWithoutEndHaveABoundToo() {
    int namespaces = DeletedWriters.ALL / 2 * 3;
    for (int i = 0; i < namespaces; i++) {
      deleted.remember(List.of("n" + i + "/weights"), writer("n" + i, "loader", end(i)));
    }
    assertThat(deleted.size()).isLessThanOrEqualTo(DeletedWriters.ALL);
    for (int i = 0; i < namespaces; i += 97) {
      assertThat(since("n" + i + "/weights", end(i))).isNotEmpty();
    }
    assertThat(since("another/weights", end(namespaces - 1))).isEmpty();
  }

  @Test
  void writesThatAreTooOldAreForgotten() {
    deletedInALoop("team-a/claim-%d-%d");
    deleted.forgetBefore(end(PODS - 1));
    assertThat(since("team-a/another", Instant.EPOCH)).isEmpty();
    assertThat(deleted.size()).isEqualTo(VOLUMES);
    deleted.forgetBefore(end(PODS));
    assertThat(deleted.size()).isZero();
  }

  @Test
  void laterOneOfTwoEndsOfAPodCounts() {
    deleted.remember(List.of("team-a/weights"), writer("team-a", "p", end(9)));
    deleted.remember(List.of("team-a/weights"), writer("team-a", "p", end(5)));
    assertThat(since("team-a/weights", end(9))).containsExactly("p");
    assertThat(deleted.size()).isOne();
  }

  @Test
  void claimCalledLikeAWholeNamespaceIsAClaim() {
    deleted.remember(List.of("team-a//"), writer("team-a", "p", NOW));
    assertThat(since("team-a/weights", NOW)).isEmpty();
  }
}
