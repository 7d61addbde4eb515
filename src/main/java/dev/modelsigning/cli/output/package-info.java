// SPDX-License-Identifier: Apache-2.0
/** What commands print and write: console, reports, progress, failures, output files. */
@NullMarked
package dev.modelsigning.cli.output;

import org.jspecify.annotations.NullMarked;
