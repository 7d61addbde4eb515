// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

/** How progress is shown on stderr. */
public enum ProgressMode {
  /** A bar on a terminal, NDJSON lines elsewhere. */
  AUTO,
  /** One line that is redrawn. */
  BAR,
  /** One JSON object per line, at most one line a second, and a last one. */
  NDJSON,
  /** Nothing. */
  NONE
}
