// SPDX-License-Identifier: Apache-2.0
/** Runs a measurement to its end, over restarts: steps, retries, progress, failures. */
@NullMarked
package dev.modelsigning.measurement;

import org.jspecify.annotations.NullMarked;
