// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.controller.StatusConditions.Value;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;

/** Claims about the conditions of a status. */
public final class StatusAssert extends AbstractAssert<StatusAssert, List<Condition>> {
  private StatusAssert(List<Condition> conditions) {
    super(conditions, StatusAssert.class);
  }

  /** Starts a claim. */
  public static StatusAssert assertConditions(List<Condition> conditions) {
    return new StatusAssert(conditions);
  }

  /** There are conditions of exactly these types. */
  public StatusAssert hasTypes(ConditionType... types) {
    Assertions.assertThat(actual)
        .extracting(Condition::getType)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(types).map(ConditionType::text).toList());
    return this;
  }

  /** The condition has this value, for this reason. */
  public StatusAssert has(ConditionType type, Value value, Reason reason) {
    has(type, value);
    Assertions.assertThat(condition(type).getReason()).as("%s", type).isEqualTo(reason.text());
    return this;
  }

  /** The condition has this value. */
  public StatusAssert has(ConditionType type, Value value) {
    Assertions.assertThat(condition(type).getStatus())
        .as("%s: %s", type, condition(type).getMessage())
        .isEqualToIgnoringCase(value.name());
    return this;
  }

  private Condition condition(ConditionType type) {
    return actual.stream()
        .filter(condition -> Objects.equals(condition.getType(), type.text()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no condition " + type + " in " + actual));
  }
}
