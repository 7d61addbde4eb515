// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NamespaceSelectorTest {
  private static boolean selects(LabelSelector selector, Map<String, String> labels) {
    return NamespaceSelector.selects(selector, labels);
  }

  private static LabelSelector expression(String operator, String... values) {
    return new LabelSelectorBuilder()
        .addNewMatchExpression()
        .withKey("tier")
        .withOperator(operator)
        .withValues(values)
        .endMatchExpression()
        .build();
  }

  @Test
  void emptySelectorSelectsEverything() {
    assertThat(selects(new LabelSelector(), Map.of())).isTrue();
  }

  @Test
  void everyLabelHasToMatch() {
    LabelSelector both =
        new LabelSelectorBuilder().withMatchLabels(Map.of("a", "1", "b", "2")).build();
    assertThat(selects(both, Map.of("a", "1", "b", "2", "c", "3"))).isTrue();
    assertThat(selects(both, Map.of("a", "1"))).isFalse();
    assertThat(selects(both, Map.of("a", "1", "b", "3"))).isFalse();
  }

  @Test
  void expressionsFollowKubernetes() {
    Map<String, String> gold = Map.of("tier", "gold");
    assertThat(selects(expression("In", "gold", "silver"), gold)).isTrue();
    assertThat(selects(expression("In", "silver"), gold)).isFalse();
    assertThat(selects(expression("In", "gold"), Map.of())).isFalse();
    assertThat(selects(expression("NotIn", "gold"), gold)).isFalse();
    assertThat(selects(expression("NotIn", "gold"), Map.of())).isTrue();
    assertThat(selects(expression("Exists"), gold)).isTrue();
    assertThat(selects(expression("Exists"), Map.of())).isFalse();
    assertThat(selects(expression("DoesNotExist"), Map.of())).isTrue();
    assertThat(selects(expression("DoesNotExist"), gold)).isFalse();
  }

  @Test
  void unknownOperatorSelectsNothing() {
    assertThat(selects(expression("Like", "gold"), Map.of("tier", "gold"))).isFalse();
  }
}
