// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.selector;

/**
 * Whether a label selector selects an object. The caller decides what a selector it cannot read
 * means.
 */
public sealed interface Selection {
  /**
   * Whether the object has to be treated as selected: it is, or nobody can tell. For selectors that
   * put objects under a rule. Whoever is covered by mistake finds out, whoever is left out by
   * mistake does not.
   */
  default boolean mayBeSelected() {
    return switch (this) {
      case Selected _, CannotTell _ -> true;
      case NotSelected _ -> false;
    };
  }

  /** Every requirement holds. */
  record Selected() implements Selection {}

  /** At least one requirement is known not to hold, or there is no selector. */
  record NotSelected() implements Selection {}

  /**
   * No requirement is known to fail, but at least one cannot be evaluated, for example because its
   * operator belongs to a later Kubernetes.
   *
   * @param reason which requirement, in one line, for people
   */
  record CannotTell(String reason) implements Selection {}
}
