// SPDX-License-Identifier: Apache-2.0
/** Text of unknown origin made safe to print, and short enough to print. */
@NullMarked
package dev.modelsigning.text;

import org.jspecify.annotations.NullMarked;
