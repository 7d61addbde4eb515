// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import java.util.Comparator;

/** What a policy selects and what therefore gets a ModelSignature, as far as there is room. */
sealed interface Found permits FoundClaim, FoundImage {
  Comparator<Found> OLDEST_FIRST =
      Comparator.comparing(Found::since).thenComparing(Found::key).thenComparing(Found::policy);

  /** Name of the policy. */
  String policy();

  /** Its namespace. */
  String namespace();

  /** What it is, in the cluster: equal for what gets one ModelSignature. */
  String key();

  /** When it, or what uses it, was created, as the API writes it. */
  String since();
}
