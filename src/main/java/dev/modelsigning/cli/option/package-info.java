// SPDX-License-Identifier: Apache-2.0
/** Groups of options that several commands share, and the files that options name. */
@NullMarked
package dev.modelsigning.cli.option;

import org.jspecify.annotations.NullMarked;
