// SPDX-License-Identifier: Apache-2.0
/**
 * Reads what the API server sends so that no object that somebody may create makes a list or a
 * watch fail: names and texts of any length, and resources of this project that hold what our types
 * cannot express.
 */
@NullMarked
package dev.modelsigning.decoding;

import org.jspecify.annotations.NullMarked;
