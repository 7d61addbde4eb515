// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.selector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.selector.Selection.CannotTell;
import dev.modelsigning.selector.Selection.NotSelected;
import dev.modelsigning.selector.Selection.Selected;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LabelSelectionTest {
  private static final Map<String, String> GOLD = Map.of("tier", "gold");

  private static LabelSelectorBuilder expression(@Nullable String operator, String... values) {
    return new LabelSelectorBuilder()
        .addNewMatchExpression()
        .withKey("tier")
        .withOperator(operator)
        .withValues(values)
        .endMatchExpression();
  }

  private static Selection select(LabelSelectorBuilder selector, Map<String, String> labels) {
    return LabelSelection.of(selector.build(), labels);
  }

  @Test
  void isDescribedAsOnTheCommandLineOfKubectl() {
    LabelSelector selector =
        expression("In", "gold", "silver")
            .addToMatchLabels("team", "ml")
            .addNewMatchExpression()
            .withKey("old")
            .withOperator("DoesNotExist")
            .endMatchExpression()
            .build();

    assertThat(LabelSelection.described(selector)).isEqualTo("team=ml,tier in (gold,silver),!old");
    assertThat(LabelSelection.described(expression("NotIn", "gold").build()))
        .isEqualTo("tier notin (gold)");
    assertThat(LabelSelection.described(expression("Exists").build())).isEqualTo("tier");
    assertThat(LabelSelection.described(new LabelSelector())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "In, gold, true",
    "In, silver, false",
    "NotIn, gold, false",
    "NotIn, silver, true",
    "Exists,, true",
    "DoesNotExist,, false"
  })
  void expressionsHoldAsInKubernetes(String operator, String value, boolean selected) {
    LabelSelectorBuilder selector =
        value == null ? expression(operator) : expression(operator, value);
    assertThat(select(selector, GOLD)).isEqualTo(selected ? new Selected() : new NotSelected());
  }

  @Test
  void absentLabelIsInNoSet() {
    assertThat(select(expression("In", "gold"), Map.of())).isEqualTo(new NotSelected());
    assertThat(select(expression("NotIn", "gold"), Map.of())).isEqualTo(new Selected());
    assertThat(select(expression("Exists"), Map.of())).isEqualTo(new NotSelected());
    assertThat(select(expression("DoesNotExist"), Map.of())).isEqualTo(new Selected());
  }

  @Test
  void emptySelectorSelectsEverythingAndAbsentOneNothing() {
    assertThat(LabelSelection.of(new LabelSelector(), Map.of())).isEqualTo(new Selected());
    assertThat(LabelSelection.of(null, Map.of())).isEqualTo(new NotSelected());
  }

  @Test
  void everyLabelHasToMatch() {
    var both = new LabelSelectorBuilder().withMatchLabels(Map.of("a", "1", "b", "2"));
    assertThat(select(both, Map.of("a", "1", "b", "2", "c", "3"))).isEqualTo(new Selected());
    assertThat(select(both, Map.of("a", "1"))).isEqualTo(new NotSelected());
    assertThat(select(both, Map.of("a", "1", "b", "3"))).isEqualTo(new NotSelected());
  }

  @Test
  void unknownOperatorCannotBeTold() {
    assertThat(select(expression("Like", "gold"), GOLD))
        .isEqualTo(new CannotTell("operator Like of label tier is unknown"));
  }

  @Test
  void requirementThatFailsDecidesWhateverTheOthersMean() {
    assertThat(select(expression("Like", "gold").addToMatchLabels("team", "a"), GOLD))
        .isEqualTo(new NotSelected());
    assertThat(
            select(
                expression("Like", "gold")
                    .addNewMatchExpression()
                    .withKey("tier")
                    .withOperator("DoesNotExist")
                    .endMatchExpression(),
                GOLD))
        .isEqualTo(new NotSelected());
  }

  @Test
  void requirementsThatKubernetesRefusesCannotBeTold() {
    assertThat(select(expression("In"), GOLD)).isInstanceOf(CannotTell.class);
    assertThat(select(expression("NotIn"), GOLD)).isInstanceOf(CannotTell.class);
    assertThat(select(expression("Exists", "gold"), GOLD)).isInstanceOf(CannotTell.class);
    assertThat(select(expression(null), GOLD)).isInstanceOf(CannotTell.class);
  }

  @Test
  void whatCannotBeToldMayBeSelected() {
    assertThat(new Selected().mayBeSelected()).isTrue();
    assertThat(new CannotTell("why").mayBeSelected()).isTrue();
    assertThat(new NotSelected().mayBeSelected()).isFalse();
  }

  @Test
  void faultNamesTheRequirementWhateverTheLabels() {
    assertThat(LabelSelection.fault(expression("Like", "gold").build()))
        .contains("operator Like of label tier is unknown");
    assertThat(LabelSelection.fault(expression("In").build()))
        .contains("operator In of label tier has no values");
    assertThat(LabelSelection.fault(expression("Exists").build())).isEmpty();
    assertThat(LabelSelection.fault(new LabelSelector())).isEmpty();
  }
}
