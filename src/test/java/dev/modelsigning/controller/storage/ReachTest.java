// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.writers.PossibleWriter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReachTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final ClaimWriters writers = new ClaimWriters(Clock.fixed(NOW, ZoneOffset.UTC), Set.of());
  private final Reach cached =
      new Reach(
          Set.of("team-a/weights", "team-b/same"),
          List.of(writer("team-b", "same", false), writer("team-a", "weights", false)),
          List.of());

  private static Pod writer(String namespace, String claim, boolean readOnly) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName("of-" + claim)
        .withUid(namespace + claim)
        .withCreationTimestamp(NOW.toString())
        .endMetadata()
        .withNewSpec()
        .withNodeName("node-1")
        .addNewContainer()
        .withName("c")
        .addNewVolumeMount()
        .withName("m")
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("m")
        .withNewPersistentVolumeClaim(claim, readOnly)
        .endVolume()
        .endSpec()
        .build();
  }

  private static List<String> names(List<PossibleWriter> found) {
    return found.stream().map(writer -> writer.nameIn("team-a")).toList();
  }

  @Test
  void podsJustReadCountBesideThoseThatReachTheVolumeByAnotherName() {
    var reach = cached.with(List.of(writer("team-a", "weights", true), unseen()));

    assertThat(names(reach.writers(writers))).containsExactly("unseen", "team-b/of-same");
    assertThat(reach.writersSince(writers, NOW)).containsExactly("of-same", "unseen");
  }

  @Test
  void podThatIsGoneStillCountsForAllItsNames() {
    writers.deleted(writer("team-b", "same", false), true);
    var reach = new Reach(cached.keys(), List.of(), List.of()).with(List.of());

    assertThat(names(reach.writers(writers))).containsExactly("team-b/of-same");
  }

  private static Pod unseen() {
    return new PodBuilder(writer("team-a", "weights", false))
        .editMetadata()
        .withName("unseen")
        .withUid("unseen")
        .endMetadata()
        .build();
  }
}
