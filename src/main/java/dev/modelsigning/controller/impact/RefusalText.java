// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.impact;

import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.gate.AdmissionDecision.Objection;
import dev.modelsigning.gate.AdmissionDecision.PolicyAnswer;
import dev.modelsigning.text.Printable;
import dev.modelsigning.text.Shortened;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a policy would refuse a pod, in as many characters as an Event has. All findings come before
 * any hint; where both do not fit, the command that shows the rest is in place of the hints.
 *
 * @param policy its name
 */
record RefusalText(String policy, Pod pod) {
  private static final String BETWEEN = "; ";

  /** Of one finding, when not all fit. */
  private static final int BRIEF = 240;

  /** For how many are left out. */
  private static final int MORE = 30;

  /** The beginning, and what the policy objects to. */
  String of(String beginning, PolicyAnswer answer) {
    List<Objection> objections = answer.objections();
    String whole =
        objections.size() == 1
            ? beginning + objections.getFirst().line(policy)
            : objections.stream()
                .map(Objection::brief)
                .collect(Collectors.joining(BETWEEN, beginning, hints(objections)));
    return answer.more() == 0 && whole.length() <= ResourceEvents.MAX_MESSAGE
        ? whole
        : brief(beginning, answer);
  }

  /** Each in a line of its own, since clients show the first line of a message only. */
  private String hints(List<Objection> objections) {
    return objections.stream()
        .map(
            objection ->
                "policy %s requires %s; hint: %s"
                    .formatted(policy, objection.required(), objection.hint()))
        .map(hint -> Printable.of(hint.replaceAll("\\s*\\R\\s*", " ")))
        .distinct()
        .collect(Collectors.joining("\n", "\n", ""));
  }

  private String brief(String beginning, PolicyAnswer answer) {
    var metadata = pod.getMetadata();
    String command =
        "; hint: kubectl oms explain pod/%s -n %s"
            .formatted(metadata.getName(), metadata.getNamespace());
    int room = ResourceEvents.MAX_MESSAGE - beginning.length() - command.length() - MORE;
    List<String> told = new ArrayList<>();
    for (Objection objection : answer.objections()) {
      int left = room - told.stream().mapToInt(text -> text.length() + BETWEEN.length()).sum();
      String found =
          Shortened.to(objection.brief(), told.isEmpty() ? Math.min(BRIEF, left) : BRIEF);
      if (found.length() > left) {
        break;
      }
      told.add(found);
    }
    int more = answer.objections().size() + answer.more() - told.size();
    return beginning
        + String.join(BETWEEN, told)
        + (more == 0 ? "" : BETWEEN + more + " more")
        + command;
  }
}
