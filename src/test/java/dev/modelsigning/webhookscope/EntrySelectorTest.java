// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntrySelectorTest {
  private static final Set<String> EXEMPT = Set.of("own", "kube-system");

  private static final LabelSelectorRequirement NOT_EXEMPT =
      new LabelSelectorRequirement(
          "kubernetes.io/metadata.name", "NotIn", List.of("kube-system", "own"));

  private static Optional<LabelSelector> of(LabelSelector declared) {
    return EntrySelector.of(declared, EXEMPT);
  }

  private static LabelSelector expression(String key, String operator, String... values) {
    return new LabelSelectorBuilder()
        .addToMatchExpressions(new LabelSelectorRequirement(key, operator, List.of(values)))
        .build();
  }

  @Test
  void exemptNamespacesAreLeftOutOfWhatThePolicySelects() {
    assertThat(of(new LabelSelectorBuilder().addToMatchLabels("models", "production").build()))
        .hasValueSatisfying(
            selector -> {
              assertThat(selector.getMatchLabels()).containsEntry("models", "production");
              assertThat(selector.getMatchExpressions()).containsExactly(NOT_EXEMPT);
            });
    assertThat(of(new LabelSelector()))
        .hasValueSatisfying(
            selector -> assertThat(selector.getMatchExpressions()).containsExactly(NOT_EXEMPT));
  }

  @Test
  void absentSelectorSelectsNothing() {
    assertThat(EntrySelector.of(null, EXEMPT)).isEmpty();
  }

  @Test
  void orderAndRepetitionMakeNoDifference() {
    LabelSelector one =
        new LabelSelectorBuilder()
            .addToMatchExpressions(new LabelSelectorRequirement("b", "Exists", List.of()))
            .addToMatchExpressions(new LabelSelectorRequirement("a", "In", List.of("2", "1", "2")))
            .build();
    LabelSelector other =
        new LabelSelectorBuilder()
            .addToMatchExpressions(new LabelSelectorRequirement("a", "In", List.of("1", "2")))
            .addToMatchExpressions(new LabelSelectorRequirement("b", "Exists", List.of()))
            .addToMatchExpressions(new LabelSelectorRequirement("b", "Exists", List.of()))
            .build();
    assertThat(of(one)).isEqualTo(of(other));
  }

  @ParameterizedTest
  @CsvSource({"tier,Like,gold", "tier,In,", "tier,NotIn,", "tier,Exists,gold", "tier,,gold"})
  void requirementThatCannotBeEvaluatedDoesNotNarrow(String key, String operator, String value) {
    LabelSelector selector =
        value == null ? expression(key, operator) : expression(key, operator, value);
    assertThat(of(selector)).isEqualTo(of(new LabelSelector()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"has space", "-a", "a/b/c", "UPPER.example/a", "a/", "/a", ""})
  void labelThatNoNamespaceCanHaveIsNeverThere(String key) {
    assertThat(of(expression(key, "Exists"))).isEmpty();
    assertThat(of(expression(key, "In", "v"))).isEmpty();
    assertThat(of(expression(key, "NotIn", "v"))).isEqualTo(of(new LabelSelector()));
    assertThat(of(expression(key, "DoesNotExist"))).isEqualTo(of(new LabelSelector()));
    assertThat(of(new LabelSelectorBuilder().addToMatchLabels(key, "v").build())).isEmpty();
  }

  @Test
  void valueThatNoLabelCanHaveIsNeverThere() {
    String tooLong = "v".repeat(64);
    assertThat(of(expression("a", "In", "has space", tooLong))).isEmpty();
    assertThat(of(expression("a", "In", "has space", "v")))
        .isEqualTo(of(expression("a", "In", "v")));
    assertThat(of(expression("a", "NotIn", "has space"))).isEqualTo(of(new LabelSelector()));
    assertThat(of(new LabelSelectorBuilder().addToMatchLabels("a", "production ").build()))
        .isEmpty();
  }
}
