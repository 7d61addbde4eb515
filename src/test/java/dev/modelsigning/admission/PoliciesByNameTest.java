// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PoliciesByNameTest {
  private final List<String> asked = new ArrayList<>();

  private List<ClusterModelTrustPolicy> find(List<String> names) {
    return PoliciesByName.of(
        names,
        name -> name.startsWith("cached") ? Optional.of(policy(name)) : Optional.empty(),
        name -> {
          asked.add(name);
          return name.startsWith("new") ? Optional.of(policy(name)) : Optional.empty();
        });
  }

  private static ClusterModelTrustPolicy policy(String name) {
    var policy = new ClusterModelTrustPolicy();
    policy.getMetadata().setName(name);
    return policy;
  }

  @Test
  void policyThatIsNotCachedYetIsAskedFor() {
    assertThat(find(List.of("cached-a", "new", "gone")))
        .extracting(policy -> policy.getMetadata().getName())
        .containsExactly("cached-a", "new");
    assertThat(asked).containsExactly("new", "gone");
  }

  @Test
  void pathOfThousandsOfNamesAsksForNone() {
    List<String> names = IntStream.range(0, 2_000).mapToObj(i -> "p" + i).toList();
    assertThatThrownBy(() -> find(names)).isInstanceOf(KubernetesClientException.class);
    assertThat(asked).isEmpty();
  }

  @Test
  void anyNumberOfCachedOnesIsFound() {
    List<String> names = IntStream.range(0, 2_000).mapToObj(i -> "cached-" + i).toList();
    assertThat(find(names)).hasSize(2_000);
  }
}
