// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a resource's conditions (kstatus). The transition time of a condition moves when its
 * status changes and at no other time.
 */
public final class Conditions {
  /** The resource is as its specification wants it. */
  public static final String READY = "Ready";

  /** Work is under way. */
  public static final String RECONCILING = "Reconciling";

  /** Nothing more will happen by itself. */
  public static final String STALLED = "Stalled";

  private static final int MAX_MESSAGE = 4096;

  private final List<Condition> before;
  private final long generation;
  private final Instant now;
  private final List<Condition> built = new ArrayList<>();

  /**
   * Begins with the conditions as they are.
   *
   * @param before conditions of the stored status, or null when there is none
   * @param generation generation that the new conditions speak of
   * @param now transition time of what changes
   */
  public Conditions(@Nullable List<Condition> before, long generation, Instant now) {
    this.before = before == null ? List.of() : List.copyOf(before);
    this.generation = generation;
    this.now = now;
  }

  /** The three values of a condition. */
  public enum Value {
    /** It holds. */
    TRUE("True"),
    /** It does not hold. */
    FALSE("False"),
    /** Nobody can tell. */
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

  /** Adds a condition; the message is cut at 4,096 characters. */
  public Conditions with(String type, Value value, String reason, String message) {
    String since =
        before.stream()
            .filter(c -> Objects.equals(c.getType(), type))
            .filter(c -> Objects.equals(c.getStatus(), value.text))
            .map(Condition::getLastTransitionTime)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
    built.add(
        new ConditionBuilder()
            .withType(type)
            .withStatus(value.text)
            .withReason(reason)
            .withMessage(
                message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message)
            .withObservedGeneration(generation)
            .withLastTransitionTime(since)
            .build());
    return this;
  }

  /** What was added, in that order. */
  public List<Condition> list() {
    return List.copyOf(built);
  }
}
