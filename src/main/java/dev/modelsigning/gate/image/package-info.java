// SPDX-License-Identifier: Apache-2.0
/**
 * Images that containers run: those that a policy allows, and modelcars, whose files another
 * container reads.
 */
@NullMarked
package dev.modelsigning.gate.image;

import org.jspecify.annotations.NullMarked;
