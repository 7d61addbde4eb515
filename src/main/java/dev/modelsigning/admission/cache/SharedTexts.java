// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Gives texts that are alike the same place in memory: thousands of objects name the same policies,
 * authorities and reasons. It remembers {@value #MOST} short texts, and a new one takes the place
 * of any other, so that it never grows. For any number of threads.
 */
final class SharedTexts extends JsonNodeFactory {
  private static final long serialVersionUID = 1L;

  /** A power of two. */
  private static final int MOST = 4096;

  /** Longer ones are messages, or a tenant's own. */
  private static final int LONGEST = 200;

  private final transient AtomicReferenceArray<String> known = new AtomicReferenceArray<>(MOST);

  @Override
  public TextNode textNode(String text) {
    return super.textNode(shared(text));
  }

  private String shared(String text) {
    if (text == null || text.length() > LONGEST) {
      return text;
    }
    int hash = text.hashCode();
    int place = (hash ^ (hash >>> 16)) & (MOST - 1);
    String before = known.get(place);
    if (text.equals(before)) {
      return before;
    }
    known.set(place, text);
    return text;
  }
}
