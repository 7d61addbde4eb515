// SPDX-License-Identifier: Apache-2.0
/** How much the webhook holds and decides at a time, and how long bodies may take to arrive. */
@NullMarked
package dev.modelsigning.admission.room;

import org.jspecify.annotations.NullMarked;
