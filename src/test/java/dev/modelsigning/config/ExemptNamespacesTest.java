// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class ExemptNamespacesTest {
  @Test
  void kubeSystemIsAlwaysExempt() {
    var exempt = new ExemptNamespaces(Set.of("own"));
    assertThat(exempt.contains("kube-system")).isTrue();
    assertThat(exempt.contains("own")).isTrue();
    assertThat(exempt.contains("team")).isFalse();
  }
}
