// SPDX-License-Identifier: Apache-2.0
/**
 * Files that stand for content which was not fetched: how they are recognized, and what is said of
 * them.
 */
@NullMarked
package dev.modelsigning.manifest.pointer;

import org.jspecify.annotations.NullMarked;
