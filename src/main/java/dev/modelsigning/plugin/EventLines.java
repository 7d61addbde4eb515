// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

import com.fasterxml.jackson.databind.JsonNode;

/** Events of Kubernetes, for people. */
final class EventLines {
  private EventLines() {}

  /** When it happened last, as RFC 3339; empty when the event does not say. */
  static String time(JsonNode event) {
    for (String field : new String[] {"lastTimestamp", "eventTime", "firstTimestamp"}) {
      if (event.path(field).isTextual()) {
        return event.path(field).asText();
      }
    }
    return event.path("metadata").path("creationTimestamp").asText("");
  }

  /** One line. */
  static String of(JsonNode event) {
    JsonNode about = event.path("involvedObject");
    int count = event.path("count").asInt(1);
    return "%s %s/%s %s%s: %s"
        .formatted(
            time(event),
            about.path("kind").asText(),
            about.path("name").asText(),
            event.path("reason").asText(),
            count > 1 ? " (" + count + " times)" : "",
            event.path("message").asText().replaceAll("\\s*\\R\\s*", " | "));
  }
}
