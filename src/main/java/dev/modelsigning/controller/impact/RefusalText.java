// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.gate.AdmissionDecision.Objection;
import dev.modelsigning.text.Printable;
import dev.modelsigning.text.Shortened;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a policy would refuse a pod, in as many characters as an Event has. Where whole refusals do
 * not fit, all findings come before any hint, and the command that shows the rest is never cut off.
 *
 * @param policy its name
 */
record RefusalText(String policy, Pod pod) {
  /** Of one finding, when not all fit. */
  private static final int BRIEF = 240;

  /** For how many are left out. */
  private static final int MORE = 30;

  /** The beginning, and what the policy objects to. */
  String of(String beginning, List<Objection> objections) {
    String whole =
        objections.stream()
            .map(objection -> objection.line(policy))
            .collect(Collectors.joining("\n", beginning, ""));
    return whole.codePointCount(0, whole.length()) <= ResourceEvents.MAX_MESSAGE
        ? whole
        : brief(beginning, objections);
  }

  private String brief(String beginning, List<Objection> objections) {
    var metadata = pod.getMetadata();
    String command =
        "; hint: kubectl oms explain pod/%s -n %s"
            .formatted(metadata.getName(), metadata.getNamespace());
    StringBuilder text = new StringBuilder(beginning);
    int told = 0;
    for (Objection objection : objections) {
      String found =
          (told == 0 ? "" : "; ")
              + Shortened.to(Printable.of(objection.subject() + ": " + objection.found()), BRIEF);
      if (text.length() + found.length() + command.length() + MORE > ResourceEvents.MAX_MESSAGE) {
        break;
      }
      text.append(found);
      told++;
    }
    String more = told < objections.size() ? "; " + (objections.size() - told) + " more" : "";
    return text + more + command;
  }
}
