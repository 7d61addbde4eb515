// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

/** How a result is written to stdout. */
enum ReportFormat {
  /** For people; long lists are cut. */
  TEXT,
  /** One JSON object on one line. */
  JSON
}
