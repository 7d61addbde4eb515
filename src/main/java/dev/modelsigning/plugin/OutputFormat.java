// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin;

/** How a result is printed. */
enum OutputFormat {
  /** For people. */
  TEXT,
  /** One JSON object, for programs. */
  JSON
}
