// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import java.util.List;
import java.util.Map;

/** The webhook's answer. There is no third case: whoever cannot decide denies. */
public sealed interface AdmissionDecision {
  /** Annotations for the audit log, without prefix. */
  Map<String, String> audit();

  /**
   * The pod may be stored.
   *
   * @param warnings for its author; each is shortened by the endpoint to what the API server takes
   */
  record Allowed(List<String> warnings, Map<String, String> audit) implements AdmissionDecision {
    public Allowed {
      warnings = List.copyOf(warnings);
      audit = Map.copyOf(audit);
    }

    static Allowed silently() {
      return new Allowed(List.of(), Map.of());
    }
  }

  /**
   * The pod is refused.
   *
   * @param message one line a finding: what, by which policy, what was found, what was wanted
   */
  record Denied(String message, Map<String, String> audit) implements AdmissionDecision {
    public Denied {
      audit = Map.copyOf(audit);
    }
  }
}
