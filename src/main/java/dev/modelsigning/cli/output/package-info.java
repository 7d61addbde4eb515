/** What commands print and write: the console, reports, progress, failures, output files. */
@NullMarked
package dev.modelsigning.cli.output;

import org.jspecify.annotations.NullMarked;
