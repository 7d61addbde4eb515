package dev.modelsigning.cli;

/** How progress is shown on stderr. */
enum ProgressMode {
  /** A bar on a terminal, NDJSON lines otherwise. */
  AUTO,
  /** One line that overwrites itself. */
  BAR,
  /** One JSON object a line, at most one a second, and the last one. */
  NDJSON,
  /** Nothing. */
  NONE
}
