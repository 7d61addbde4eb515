// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.evidence;

import dev.modelsigning.json.StrictJson;

/** Strict JSON for the lines and the report of a measuring Job. */
final class EvidenceJson {
  private static final int MAX_TOKENS = 100;
  private static final int MAX_DEPTH = 4;

  static final StrictJson JSON =
      new StrictJson(4 * Evidence.MAX_LINE, MAX_TOKENS, MAX_DEPTH, Evidence.MAX_LINE);

  private EvidenceJson() {}
}
