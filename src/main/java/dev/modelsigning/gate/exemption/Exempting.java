// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.exemption;

import dev.modelsigning.api.v1alpha1.PolicyMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What exemptions let through in one decision, and who is told. */
public final class Exempting {
  private final Instant now;
  private final int most;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> audited = new ArrayList<>();
  private final List<Exemption> used = new ArrayList<>();

  /**
   * Nothing is exempted yet.
   *
   * @param most what is told of one exemption at most
   */
  public Exempting(Instant now, int most) {
    this.now = now;
    this.most = most;
  }

  /**
   * An exemption is used.
   *
   * @param mode of its policy
   * @param lifted what it lets through, in a few words each
   */
  public void note(PolicyMode mode, Exemption exemption, List<String> lifted) {
    used.add(exemption);
    audited.add(exemption.audited() + ": " + briefly(lifted));
    switch (mode) {
      case Enforce, Warn -> warnings.add(exemption.warning(now));
      case Audit -> {}
    }
  }

  private String briefly(List<String> lifted) {
    List<String> all = lifted.stream().distinct().toList();
    String shown = all.stream().limit(most).collect(Collectors.joining("; "));
    return all.size() > most ? shown + "; and " + (all.size() - most) + " more" : shown;
  }

  /** For the author of the pod. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** For the audit log. */
  public List<String> audited() {
    return List.copyOf(audited);
  }

  /** Those that were used, in the order of their policies. */
  public List<Exemption> used() {
    return List.copyOf(used);
  }
}
