// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.modelsigning.cli.output.CommandFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the controllers have written that pods of a workload were refused: events of the workload
 * and of the ReplicaSets and Jobs that it made, which {@code kubectl describe} of the workload does
 * not show.
 */
final class Refusals {
  private static final int SHOWN = 3;

  private final Kubectl kubectl;

  Refusals(Kubectl kubectl) {
    this.kubectl = kubectl;
  }

  /** Lines for people; empty when there is no such event, or they may not be read. */
  List<String> of(JsonNode workload) throws CommandFailure, InterruptedException {
    String name = workload.path("metadata").path("name").asText();
    Kubectl.Answer answer =
        kubectl.run(
            "get",
            "events",
            "-o",
            "json",
            "--field-selector=reason=FailedCreate",
            "--namespace=" + workload.path("metadata").path("namespace").asText("default"));
    if (!answer.succeeded()) {
      return List.of();
    }
    // A made object has the name of its maker, and a hash or a number.
    Pattern made = Pattern.compile(Pattern.quote(name) + "(-[a-z0-9]{1,11})?");
    List<JsonNode> events =
        Kubectl.parsed(answer.out())
            .path("items")
            .valueStream()
            .filter(
                event -> made.matcher(event.path("involvedObject").path("name").asText()).matches())
            .sorted(Comparator.comparing(EventLines::time).reversed())
            .limit(SHOWN)
            .toList();
    List<String> lines = new ArrayList<>();
    if (!events.isEmpty()) {
      lines.add("events that tell of refused pods:");
      events.forEach(event -> lines.add("  " + EventLines.of(event)));
    }
    return lines;
  }
}
