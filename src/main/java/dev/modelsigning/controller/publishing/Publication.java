// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.publishing;

import dev.modelsigning.api.v1alpha1.GateStatus;
import dev.modelsigning.api.v1alpha1.Reason;
import java.util.Optional;

/** How far the trust of a policy is published. */
public sealed interface Publication {
  /** The policy wants no gates. */
  record NotWanted() implements Publication {}

  /**
   * The policy wants gates.
   *
   * @param status what the webhook may rely on; empty unless every selected namespace has the trust
   * @param reason why it is so
   * @param message for people
   */
  record Wanted(Optional<GateStatus> status, Reason reason, String message)
      implements Publication {}

  /** Whether it has to be tried again soon. */
  default boolean isOpen() {
    return switch (this) {
      case NotWanted _ -> false;
      case Wanted(var status, var reason, var _) -> status.isEmpty() && !reason.isFinal();
    };
  }
}
