// SPDX-License-Identifier: Apache-2.0
/**
 * Reads and hashes model files: engines, workers, native code, progress. The only reader of their
 * content.
 */
@NullMarked
package dev.modelsigning.manifest.hashing;

import org.jspecify.annotations.NullMarked;
