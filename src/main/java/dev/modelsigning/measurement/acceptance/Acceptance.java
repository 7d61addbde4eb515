// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import dev.modelsigning.evidence.TerminationReport;

/** Whether a pod's report is believed. A report says which bytes there are, and nothing more. */
public sealed interface Acceptance {

  /**
   * Every check held.
   *
   * @param report what the pod reported
   */
  record Accepted(TerminationReport report) implements Acceptance {}

  /**
   * A check failed; nothing the pod said is used.
   *
   * @param reason which check
   * @param message what was found, for people
   */
  record Refused(RefusalReason reason, String message) implements Acceptance {}
}
