// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a downloaded model is verified in the pod itself, by a container that runs {@code oms
 * gate} before anything reads it.
 */
@NullMarked
package dev.modelsigning.gate.download;

import org.jspecify.annotations.NullMarked;
