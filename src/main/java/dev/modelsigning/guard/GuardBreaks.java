// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.guard;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * When the guard was last away or other than it should be, as far as this process can tell. A part
 * that is deleted and installed again within a moment is never seen to be missing, but a tenant may
 * have waited for that moment.
 */
final class GuardBreaks {
  private final AtomicReference<Instant> last = new AtomicReference<>(Instant.MIN);

  /** A part was changed or deleted at this time. */
  void at(Instant time) {
    last.accumulateAndGet(time, (known, added) -> known.isBefore(added) ? added : known);
  }

  /** A part is there: before its creation it was not, also while no operator ran. */
  void created(HasMetadata part) {
    try {
      String created = part.getMetadata().getCreationTimestamp();
      at(Instant.parse(Objects.requireNonNullElse(created, "")));
    } catch (DateTimeException e) {
      at(Instant.MAX);
    }
  }

  /** Whether the guard was broken at or after this time. */
  boolean anySince(Instant start) {
    return !last.get().isBefore(start);
  }
}
