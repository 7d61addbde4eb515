// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Assertions on one condition of a resource; a failure shows all conditions. */
public final class ConditionAssert extends AbstractAssert<ConditionAssert, List<Condition>> {
  private final String type;

  private ConditionAssert(@Nullable List<Condition> conditions, String type) {
    super(conditions == null ? List.of() : conditions, ConditionAssert.class);
    this.type = type;
    as("condition %s among%n%s", type, Serialization.asYaml(actual));
  }

  /** Starts an assertion on the condition of a type; pass null for a status without conditions. */
  public static ConditionAssert assertThatCondition(
      @Nullable List<Condition> conditions, String type) {
    return new ConditionAssert(conditions, type);
  }

  /** It holds. */
  public ConditionAssert isTrue() {
    return has("True");
  }

  /** It does not hold. */
  public ConditionAssert isFalse() {
    return has("False");
  }

  /** Nobody can tell whether it holds. */
  public ConditionAssert isUnknown() {
    return has("Unknown");
  }

  /** There is none of this type. */
  public ConditionAssert isAbsent() {
    Assertions.assertThat(find()).as(descriptionText()).isEmpty();
    return this;
  }

  /** Its reason is this. */
  public ConditionAssert hasReason(String reason) {
    Assertions.assertThat(found().getReason()).as(descriptionText()).isEqualTo(reason);
    return this;
  }

  /** Its message contains these. */
  public ConditionAssert says(String... parts) {
    Assertions.assertThat(found().getMessage()).as(descriptionText()).contains(parts);
    return this;
  }

  /** It is about this generation. */
  public ConditionAssert isAboutGeneration(long generation) {
    Assertions.assertThat(found().getObservedGeneration())
        .as(descriptionText())
        .isEqualTo(generation);
    return this;
  }

  private ConditionAssert has(String status) {
    Assertions.assertThat(found().getStatus()).as(descriptionText()).isEqualTo(status);
    return this;
  }

  private Condition found() {
    Optional<Condition> condition = find();
    Assertions.assertThat(condition).as(descriptionText()).isPresent();
    return condition.orElseThrow();
  }

  private Optional<Condition> find() {
    return actual.stream().filter(condition -> condition.getType().equals(type)).findFirst();
  }
}
