// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import java.util.List;
import java.util.Set;

/**
 * The entries that a set of policies needs.
 *
 * @param entries in the order in which they got their room
 * @param withoutRoom names of the policies that found none
 */
record EntryPlan(List<WebhookEntry> entries, Set<String> withoutRoom) {
  EntryPlan {
    entries = List.copyOf(entries);
    withoutRoom = Set.copyOf(withoutRoom);
  }
}
