// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.gate.AdmissionDecision.Used;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What exemptions let through, and who is told. */
final class Exempting {
  private final Instant now;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> audited = new ArrayList<>();
  private final List<Used> used = new ArrayList<>();

  Exempting(Instant now) {
    this.now = now;
  }

  void note(PolicyMode mode, PolicyRules.Ruling ruling) {
    ruling
        .lifted()
        .forEach(
            (exemption, findings) -> {
              used.add(new Used(exemption.policy(), exemption.name()));
              audited.add(exemption.audited() + ": " + briefly(findings));
              switch (mode) {
                case Enforce, Warn -> warnings.add(exemption.warning(now));
                case Audit -> {}
              }
            });
  }

  private static String briefly(List<Finding> findings) {
    List<String> all = findings.stream().map(Finding::brief).distinct().toList();
    String shown = all.stream().limit(PodDecision.FINDINGS).collect(Collectors.joining("; "));
    return all.size() > PodDecision.FINDINGS
        ? shown + "; and " + (all.size() - PodDecision.FINDINGS) + " more"
        : shown;
  }

  List<String> warnings() {
    return warnings;
  }

  List<String> audited() {
    return audited;
  }

  List<Used> used() {
    return used;
  }
}
