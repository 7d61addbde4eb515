// SPDX-License-Identifier: Apache-2.0
/**
 * What a container loads by its command line and environment, as far as known servers go. What is
 * known of them is data: {@code catalog.txt}.
 */
@NullMarked
package dev.modelsigning.gate.loading;

import org.jspecify.annotations.NullMarked;
