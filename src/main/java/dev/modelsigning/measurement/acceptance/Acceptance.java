// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.acceptance;

import dev.modelsigning.evidence.TerminationReport;
import java.util.List;

/** Whether a pod's report is believed. A report says which bytes there are, and nothing more. */
public sealed interface Acceptance {

  /**
   * Every check held.
   *
   * @param report what the pod reported
   * @param additions what the cluster added to the pod that is harmless, for people
   */
  record Accepted(TerminationReport report, List<String> additions) implements Acceptance {
    /** Copies. */
    public Accepted {
      additions = List.copyOf(additions);
    }
  }

  /**
   * A check failed; nothing the pod said is used.
   *
   * @param reason which check
   * @param message what was found, for people
   */
  record Refused(RefusalReason reason, String message) implements Acceptance {}
}
