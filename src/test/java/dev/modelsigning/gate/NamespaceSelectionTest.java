// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespaceSelectionTest {

  @ParameterizedTest
  @CsvSource({
    "In, production, true",
    "In, staging, false",
    "NotIn, production, false",
    "NotIn, staging, true",
    "Exists,, true",
    "DoesNotExist,, false"
  })
  void expressionsHoldAsInKubernetes(String operator, String value, boolean selected) {
    var builder = new LabelSelectorBuilder().addNewMatchExpression().withKey("models");
    builder = value == null ? builder : builder.withValues(value);
    LabelSelector selector = builder.withOperator(operator).endMatchExpression().build();
    assertThat(NamespaceSelection.selects(selector, Map.of("models", "production")))
        .isEqualTo(selected);
  }

  @Test
  void absentLabelIsNotInAnySet() {
    var in =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey("models")
            .withOperator("In")
            .withValues(List.of("production"))
            .endMatchExpression()
            .build();
    assertThat(NamespaceSelection.selects(in, Map.of())).isFalse();
  }

  @Test
  void emptySelectorSelectsAllAndAbsentOneNothing() {
    assertThat(NamespaceSelection.selects(new LabelSelector(), Map.of())).isTrue();
    assertThat(NamespaceSelection.selects(null, Map.of())).isFalse();
  }
}
