// SPDX-License-Identifier: Apache-2.0
/** What is remembered of pods that may have written to a model. */
@NullMarked
package dev.modelsigning.volume.writers;

import org.jspecify.annotations.NullMarked;
