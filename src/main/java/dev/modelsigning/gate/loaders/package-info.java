// SPDX-License-Identifier: Apache-2.0
/** Whether a pod that writes to a claim is a loader that a policy names, and may do so now. */
@NullMarked
package dev.modelsigning.gate.loaders;

import org.jspecify.annotations.NullMarked;
