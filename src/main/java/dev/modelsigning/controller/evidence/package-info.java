// SPDX-License-Identifier: Apache-2.0
/** The evidence that the operator keeps: stored once, within bounds, and judged in turns. */
@NullMarked
package dev.modelsigning.controller.evidence;

import org.jspecify.annotations.NullMarked;
