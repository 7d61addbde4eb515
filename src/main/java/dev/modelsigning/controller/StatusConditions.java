// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.Consequence;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.text.Shortened;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the conditions of every kind of resource: the only place that does. A condition that is not
 * written again stays as it was stored, so that no writer drops what another one wrote. Conditions
 * of types that the operator does not know belong to others and are left to them.
 *
 * <p>The transition time of a condition moves when its status changes, and at no other time.
 */
public final class StatusConditions {
  private static final int MAX_MESSAGE = 4096;

  private final List<Condition> stored;
  private final long generation;
  private final Instant now;
  private final Map<ConditionType, Condition> written = new EnumMap<>(ConditionType.class);
  private final Set<ConditionType> removed = EnumSet.noneOf(ConditionType.class);

  private StatusConditions(List<Condition> stored, long generation, Instant now) {
    this.stored = stored;
    this.generation = generation;
    this.now = now;
  }

  /**
   * Begins with the conditions as they are stored.
   *
   * @param stored conditions of the stored status, or null when there is none
   * @param resource its generation is the one that the new conditions describe
   * @param now transition time of what changes
   */
  public static StatusConditions of(
      @Nullable List<Condition> stored, HasMetadata resource, Instant now) {
    return new StatusConditions(
        stored == null ? List.of() : List.copyOf(stored),
        Objects.requireNonNullElse(resource.getMetadata().getGeneration(), 0L),
        now);
  }

  /** The three values of a condition. */
  public enum Value {
    /** It holds. */
    TRUE("True"),
    /** It does not hold. */
    FALSE("False"),
    /** It could not be determined. */
    UNKNOWN("Unknown");

    private final String text;

    Value(String text) {
      this.text = text;
    }

    /** The value of a yes or no. */
    public static Value of(boolean holds) {
      return holds ? TRUE : FALSE;
    }
  }

  /** Writes a condition; the message is cut at 4,096 characters. */
  public StatusConditions with(ConditionType type, Value value, Reason reason, String message) {
    String since =
        stored(type)
            .filter(condition -> Objects.equals(condition.getStatus(), value.text))
            .map(Condition::getLastTransitionTime)
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    written.put(
        type,
        new ConditionBuilder()
            .withType(type.text())
            .withStatus(value.text)
            .withReason(reason.text())
            .withMessage(Shortened.to(message, MAX_MESSAGE))
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .build());
    return this;
  }

  /** Removes a condition that does not concern the resource any more. */
  public StatusConditions without(ConditionType type) {
    written.remove(type);
    removed.add(type);
    return this;
  }

  /**
   * Writes {@code Reconciling} and {@code Stalled}, which tools wait for, as they follow from the
   * reason. The message goes to the one that holds.
   */
  public StatusConditions withProgress(Reason reason, String message) {
    boolean stalled = reason.isFinal();
    boolean reconciling = !stalled && reason.consequence() != Consequence.FULFILLED;
    return withProgress(reconciling, stalled, reason, message);
  }

  /** Writes {@code Reconciling} and {@code Stalled}; the message goes to the one that holds. */
  public StatusConditions withProgress(
      boolean reconciling, boolean stalled, Reason reason, String message) {
    return with(
            ConditionType.Reconciling, Value.of(reconciling), reason, reconciling ? message : "")
        .with(ConditionType.Stalled, Value.of(stalled), reason, stalled ? message : "");
  }

  /** All conditions of the operator: the written ones and those that stay, by type. */
  public List<Condition> list() {
    return Stream.of(ConditionType.values())
        .filter(one -> !removed.contains(one))
        .flatMap(type -> Optional.ofNullable(written.get(type)).or(() -> stored(type)).stream())
        .toList();
  }

  private Optional<Condition> stored(ConditionType type) {
    return stored.stream()
        .filter(condition -> ConditionType.of(condition.getType()).filter(type::equals).isPresent())
        .findFirst();
  }
}
