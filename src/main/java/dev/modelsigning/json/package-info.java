// SPDX-License-Identifier: Apache-2.0
/**
 * Strict JSON with limits on size, depth, text and numbers, for every reader of untrusted bytes.
 */
@NullMarked
package dev.modelsigning.json;

import org.jspecify.annotations.NullMarked;
