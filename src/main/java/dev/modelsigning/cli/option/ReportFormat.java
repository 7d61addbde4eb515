// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.option;

/** How a result is written to stdout. */
enum ReportFormat {
  /** Text for people; long lists are shortened. */
  TEXT,
  /** One JSON object on one line. */
  JSON
}
