// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.publishing;

/** What is to be published of a policy. */
public sealed interface TrustDocument {
  /** The policy wants no gates. */
  record NotWanted() implements TrustDocument {}

  /**
   * All that a gate needs.
   *
   * @param json of {@link dev.modelsigning.trust.published.PublishedTrustJson}
   */
  record Ready(String json) implements TrustDocument {}

  /**
   * It cannot be made, and nothing is published.
   *
   * @param why for people
   */
  record Unusable(String why) implements TrustDocument {}
}
