// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodNodesTest {
  private static PodNodes nodes(String spec) {
    return PodNodes.of(Serialization.unmarshal(spec.replace('\'', '"'), PodSpec.class));
  }

  private static PodNodes requiring(String terms) {
    return nodes(
        """
        {'affinity': {'nodeAffinity': {'requiredDuringSchedulingIgnoredDuringExecution':
          {'nodeSelectorTerms': [%s]}}}}
        """
            .formatted(terms));
  }

  @Test
  void boundPodRunsOnItsNodeWhateverItAccepts() {
    PodNodes nodes = nodes("{'nodeName': 'n1', 'nodeSelector': {'kubernetes.io/hostname': 'n2'}}");
    assertThat(nodes.bound()).contains("n1");
    assertThat(nodes.pinned()).contains(Set.of("n1"));
  }

  @Test
  void podThatSelectsAHostNameAcceptsThatNode() {
    assertThat(nodes("{'nodeSelector': {'kubernetes.io/hostname': 'n1'}}").pinned())
        .contains(Set.of("n1"));
  }

  @Test
  void podWhoseTermsAllNameNodesAcceptsThese() {
    assertThat(
            requiring(
                    "{'matchFields': [{'key': 'metadata.name', 'operator': 'In', 'values': ['n1']}]},"
                        + " {'matchExpressions': [{'key': 'kubernetes.io/hostname', 'operator':"
                        + " 'In', 'values': ['n2', 'n3']}]}")
                .pinned())
        .contains(Set.of("n1", "n2", "n3"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{'matchExpressions': [{'key': 'zone', 'operator': 'In', 'values': ['n1']}]}",
        "{'matchExpressions': [{'key': 'kubernetes.io/hostname', 'operator': 'NotIn', 'values':"
            + " ['n1']}]}",
        "{'matchFields': [{'key': 'metadata.name', 'operator': 'In', 'values': ['n1']}]}, {}",
      })
  void podThatLeavesAnythingOpenIsPinnedNowhere(String terms) {
    assertThat(requiring(terms).pinned()).isEmpty();
  }

  @Test
  void emptyPodIsPinnedNowhere() {
    assertThat(nodes("{}")).isEqualTo(new PodNodes(Optional.empty(), Optional.empty(), Map.of()));
  }
}
