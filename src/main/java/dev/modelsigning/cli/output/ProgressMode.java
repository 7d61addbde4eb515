// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.output;

/** How progress is shown on stderr. */
public enum ProgressMode {
  /** A bar on a terminal, NDJSON lines otherwise. */
  AUTO,
  /** One line that overwrites itself. */
  BAR,
  /** One JSON object a line, at most one a second, and the last one. */
  NDJSON,
  /** Nothing. */
  NONE
}
