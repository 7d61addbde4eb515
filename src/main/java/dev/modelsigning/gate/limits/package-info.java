// SPDX-License-Identifier: Apache-2.0
/** How much of a pod is judged; one that is larger is refused as a whole. */
@NullMarked
package dev.modelsigning.gate.limits;

import org.jspecify.annotations.NullMarked;
