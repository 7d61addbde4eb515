// SPDX-License-Identifier: Apache-2.0
/**
 * How much the webhook holds and decides at a time, of one namespace too, and which of the bodies
 * that arrive make way for others.
 */
@NullMarked
package dev.modelsigning.admission.room;

import org.jspecify.annotations.NullMarked;
