// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import static java.util.stream.IntStream.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which pods that have ended the cache of pods remembers. */
class EndedPodsTest {
  private final SmallPods store = new SmallPods();

  private static Pod pod(String namespace, String name, String phase) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .withUid(namespace + "/" + name)
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  @Test
  void podThatCameAndEndedIsRememberedOnceAndChangesTheSum() {
    long before = store.others().versions();
    store.put("team-a/server", pod("team-a", "server", "Running"));
    store.put("team-a/server", pod("team-a", "server", "Succeeded"));
    store.put("team-a/server", pod("team-a", "server", "Succeeded"));
    assertThat(store.others().versions()).isNotEqualTo(before);
    assertThat(store.takeEnded("team-b")).isEmpty();
    assertThat(store.takeEnded("team-a"))
        .containsExactly(new SmallPods.Ended("team-a", "server", "team-a/server"));
    assertThat(store.takeEnded("team-a")).isEmpty();
  }

  @Test
  void podThatIsDeletedIsForgotten() {
    end("team-a", "short");
    store.remove("team-a/short");
    assertThat(store.takeEnded("team-a")).isEmpty();
  }

  @Test
  void podsThatHadEndedBeforeAndTheOperatorsOwnAreNotRemembered() {
    store.put("team-a/server", pod("team-a", "server", "Failed"));
    store.put("team-a/oms-verify-x", pod("team-a", "oms-verify-x", "Running"));
    store.put("team-a/oms-verify-x", pod("team-a", "oms-verify-x", "Succeeded"));
    assertThat(store.takeEnded("team-a")).isEmpty();
  }

  @Test
  void oldestMakeRoomWithinTheirNamespaceAndThenInAll() {
    end("team-b", "early");
    range(0, 100).forEach(n -> end("team-a", "p" + n));
    assertThat(store.takeEnded("team-a"))
        .hasSize(SmallPods.MOST_OF_NAMESPACE)
        .endsWith(new SmallPods.Ended("team-a", "p99", "team-a/p99"));

    range(0, SmallPods.MOST_ENDED).forEach(n -> end("n" + n, "p"));
    assertThat(store.takeEnded("team-b")).isEmpty();
    assertThat(range(0, SmallPods.MOST_ENDED).filter(n -> !store.takeEnded("n" + n).isEmpty()))
        .hasSize(SmallPods.MOST_ENDED);
  }

  private void end(String namespace, String name) {
    for (String phase : List.of("Running", "Succeeded")) {
      store.put(namespace + "/" + name, pod(namespace, name, phase));
    }
  }
}
