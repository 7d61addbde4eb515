// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static java.util.stream.IntStream.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which pods that have ended the cache of pods remembers. */
class EndedPodsTest {
  private final SmallPods store = new SmallPods();

  private static Pod pod(String name, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("team-a")
        .withName(name)
        .withUid("u")
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  @Test
  void podThatCameAndEndedIsRememberedOnceAndChangesTheSum() {
    long before = store.others().versions();
    store.put("team-a/server", pod("server", "Running"));
    store.put("team-a/server", pod("server", "Succeeded"));
    store.put("team-a/server", pod("server", "Succeeded"));
    assertThat(store.others().versions()).isNotEqualTo(before);
    assertThat(store.takeEnded())
        .containsExactly(entry("team-a", List.of(new SmallPods.Ended("team-a", "server", "u"))));
    assertThat(store.takeEnded()).isEmpty();
  }

  @Test
  void podsThatHadEndedBeforeAndTheOperatorsOwnAreNotRemembered() {
    store.put("team-a/server", pod("server", "Failed"));
    store.put("team-a/oms-verify-x", pod("oms-verify-x", "Running"));
    store.put("team-a/oms-verify-x", pod("oms-verify-x", "Succeeded"));
    assertThat(store.takeEnded()).isEmpty();
  }

  @Test
  void oneNamespaceDoesNotTakeTheRoomOfOthers() {
    range(0, 100).forEach(n -> end("team-a", "p" + n));
    end("team-b", "late");
    assertThat(store.takeEnded())
        .hasSize(2)
        .hasEntrySatisfying(
            "team-a", ended -> assertThat(ended).hasSize(SmallPods.MOST_OF_NAMESPACE))
        .containsKey("team-b");

    range(0, SmallPods.MOST_ENDED + 5).forEach(n -> end("n" + n, "p"));
    assertThat(store.takeEnded().values().stream().mapToInt(List::size).sum())
        .isEqualTo(SmallPods.MOST_ENDED);
  }

  private void end(String namespace, String name) {
    for (String phase : List.of("Running", "Succeeded")) {
      Pod pod = pod(name, phase);
      pod.getMetadata().setNamespace(namespace);
      store.put(namespace + "/" + name, pod);
    }
  }
}
