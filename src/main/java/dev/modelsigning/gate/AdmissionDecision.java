// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import java.util.List;
import java.util.Map;

/**
 * The answer to one admission request. There is no third case: what cannot be decided is denied.
 */
public sealed interface AdmissionDecision {
  /** Annotations for the audit log, without prefix. */
  Map<String, String> audit();

  /**
   * The pod may be stored.
   *
   * @param warnings for its author; the endpoint shortens each to what the API server accepts
   * @param exemptions without which it would have been refused, or warned of
   */
  record Allowed(List<String> warnings, Map<String, String> audit, List<Used> exemptions)
      implements AdmissionDecision {
    public Allowed {
      warnings = List.copyOf(warnings);
      audit = Map.copyOf(audit);
      exemptions = List.copyOf(exemptions);
    }

    /** Without any exemption. */
    public Allowed(List<String> warnings, Map<String, String> audit) {
      this(warnings, audit, List.of());
    }

    static Allowed silently() {
      return new Allowed(List.of(), Map.of());
    }
  }

  /** An exemption of a policy, by their names. */
  record Used(String policy, String exemption) {}

  /**
   * The pod is refused.
   *
   * @param message one line per finding: container, source, what was found, policy, what it
   *     requires, hint
   */
  record Denied(String message, Map<String, String> audit) implements AdmissionDecision {
    public Denied {
      audit = Map.copyOf(audit);
    }
  }
}
