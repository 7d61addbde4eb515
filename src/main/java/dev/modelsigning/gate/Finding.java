// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.text.Printable;

/**
 * One reason why one policy does not accept one model source of a pod. All components are for
 * people; line breaks and control characters in them are made harmless.
 *
 * @param policy name of the policy
 * @param subject container and source
 * @param found what is there
 * @param required what would satisfy the policy
 * @param hint what to do, or the command that tells more
 */
record Finding(String policy, String subject, String found, String required, String hint) {
  /** The same, with something more that was found. */
  Finding noting(String more) {
    return new Finding(policy, subject, found + "; " + more, required, hint);
  }

  /** Subject and finding alone. */
  String brief() {
    return Printable.of((subject + ": " + found).replaceAll("\\s*\\R\\s*", " "));
  }

  /** One line for the author of the pod. */
  String line() {
    return Printable.of(
        "%s: %s; policy %s requires %s; hint: %s"
            .formatted(subject, found, policy, required, hint)
            .replaceAll("\\s*\\R\\s*", " "));
  }
}
