// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import dev.modelsigning.api.v1alpha1.ModelTrustRootStatus;
import dev.modelsigning.api.v1alpha1.TrustRootKeyKind;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When a trusted root first has no valid key of some kind left. Keys that have ended stay in a
 * trusted root, since they vouch for what was signed before; so of each kind the last end counts.
 */
final class RootEnd {
  private RootEnd() {}

  /** Empty when each kind has a key without an end. */
  static Optional<Instant> of(ModelTrustRootStatus status) {
    Map<TrustRootKeyKind, Instant> ends = new EnumMap<>(TrustRootKeyKind.class);
    Stream.ofNullable(status.keys)
        .flatMap(keys -> keys.stream())
        .filter(key -> key.kind != null)
        .forEach(
            key ->
                ends.merge(
                    key.kind,
                    Times.read(key.validUntil).orElse(Instant.MAX),
                    (left, right) -> left.isAfter(right) ? left : right));
    return ends.values().stream().filter(Instant.MAX::isAfter).min(Instant::compareTo);
  }
}
