// SPDX-License-Identifier: Apache-2.0
/**
 * The identity of a claim's volume, the mounts of a pod, and the pods that may write to a claim.
 */
@NullMarked
package dev.modelsigning.volume;

import org.jspecify.annotations.NullMarked;
