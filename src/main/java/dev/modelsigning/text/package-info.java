// SPDX-License-Identifier: Apache-2.0
/** Text of unknown origin: made safe and short enough to print, or to name an object by. */
@NullMarked
package dev.modelsigning.text;

import org.jspecify.annotations.NullMarked;
