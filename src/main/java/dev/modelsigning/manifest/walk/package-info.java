// SPDX-License-Identifier: Apache-2.0
/**
 * Finds the files of a model: names, selection, links, identity. The only code that lists model
 * folders.
 */
@NullMarked
package dev.modelsigning.manifest.walk;

import org.jspecify.annotations.NullMarked;
