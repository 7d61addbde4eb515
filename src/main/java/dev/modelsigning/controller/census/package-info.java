// SPDX-License-Identifier: Apache-2.0
/** Gauges of the current state, counted from the caches of the elected operator. */
@NullMarked
package dev.modelsigning.controller.census;

import org.jspecify.annotations.NullMarked;
