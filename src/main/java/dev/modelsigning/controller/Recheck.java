// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.api.v1alpha1.ConditionType;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How often something is looked for that no event announces: soon after a change, and more and more
 * rarely while nothing happens, so that many idle resources cost little.
 *
 * @param shortest the first pause
 */
public record Recheck(Duration shortest) {
  /** The longest pause is this many times the shortest. */
  private static final int LONGEST_FACTOR = 20;

  /** As before, of a registry, which is not ours to keep busy. */
  private static final int LONGEST_FACTOR_OF_A_REGISTRY = 60;

  /** A pause is this part of the time since the last change. */
  private static final int PART = 10;

  /** When the ConfigMaps of bundles are read again; empty when there are none. */
  public Optional<Duration> ofConfigMap(ModelSignature resource, Instant now) {
    return SmallSignatures.sources(resource.getSpec()).stream()
            .anyMatch(source -> source != null && source.configMapKeyRef != null)
        ? Optional.of(pause(resource, now))
        : Optional.empty();
  }

  /** When the artifacts of images are looked at again; empty when no bundle is one. */
  public Optional<Duration> ofReferrer(ModelSignature resource, Instant now) {
    return SmallSignatures.sources(resource.getSpec()).stream()
            .anyMatch(source -> source != null && source.ociReferrer != null)
        ? Optional.of(pause(resource, now, LONGEST_FACTOR_OF_A_REGISTRY))
        : Optional.empty();
  }

  /** The pause before the next look at what a resource waits for. */
  Duration pause(ModelSignature resource, Instant now) {
    return pause(resource, now, LONGEST_FACTOR);
  }

  private Duration pause(ModelSignature resource, Instant now, int longestFactor) {
    Duration quiet =
        lastChange(resource).map(at -> Duration.between(at, now).dividedBy(PART)).orElse(shortest);
    Duration longest = shortest.multipliedBy(longestFactor);
    if (quiet.compareTo(shortest) < 0) {
      return shortest;
    }
    return quiet.compareTo(longest) > 0 ? longest : quiet;
  }

  private static Optional<Instant> lastChange(ModelSignature resource) {
    return Stream.ofNullable(resource.getStatus())
        .flatMap(status -> Stream.ofNullable(status.conditions))
        .flatMap(conditions -> conditions.stream())
        .filter(condition -> ConditionType.Verified.text().equals(condition.getType()))
        .map(Condition::getLastTransitionTime)
        .flatMap(time -> parsed(time).stream())
        .findFirst();
  }

  private static Optional<Instant> parsed(String time) {
    try {
      return Optional.of(Instant.parse(time));
    } catch (DateTimeException | NullPointerException e) {
      return Optional.empty();
    }
  }
}
