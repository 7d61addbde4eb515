package dev.modelsigning.cli;

/** How a result is written to stdout. */
enum ReportFormat {
  /** For people; long lists are cut. */
  TEXT,
  /** One JSON object on one line. */
  JSON
}
