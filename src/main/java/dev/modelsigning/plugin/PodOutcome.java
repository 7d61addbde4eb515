// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import dev.modelsigning.explanation.Explanation;

/** What came of asking about a pod. */
sealed interface PodOutcome {
  /** The decision, with its reasons. */
  record Explained(Explanation explanation) implements PodOutcome {}

  /**
   * No policy was asked, and the pod may be created.
   *
   * @param namespace of the pod
   * @param why no policy was asked, as a sentence
   */
  record NotJudged(String namespace, String why) implements PodOutcome {}

  /**
   * The dry run failed for another reason than a policy.
   *
   * @param why as the API server says it
   */
  record NotTold(String why) implements PodOutcome {}
}
