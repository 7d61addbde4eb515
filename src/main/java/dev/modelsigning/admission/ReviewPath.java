// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import java.util.Arrays;
import java.util.List;

/**
 * The policies that the path of a review names, as the entries of the webhook configuration do.
 *
 * @param policies empty for every policy that covers the namespace, or for the namespace's own
 * @param isNamespaced whether it stands for the namespace's own policies
 */
record ReviewPath(List<String> policies, boolean isNamespaced) {
  /**
   * The path of the entry that the install manifests bring, and of version 0.1. A policy of this
   * name is judged with all others that cover the namespace, which is as strict.
   */
  private static final String ALL = "pods";

  ReviewPath {
    policies = List.copyOf(policies);
  }

  /** Reads what follows {@code /admission/}: names of policies, one segment each. */
  static ReviewPath of(String segments) {
    return segments.equals(ALL)
        ? new ReviewPath(List.of(), false)
        : new ReviewPath(
            Arrays.stream(segments.split("/", -1))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList(),
            false);
  }

  /** The policies of the namespace of the request. */
  static ReviewPath ofNamespace() {
    return new ReviewPath(List.of(), true);
  }

  /** Whether it stands for every policy that covers the namespace. */
  boolean isForAll() {
    return !isNamespaced && policies.isEmpty();
  }
}
