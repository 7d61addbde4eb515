// SPDX-License-Identifier: Apache-2.0
/** Volumes that are directories of several nodes: a verdict for each, and one over all of them. */
@NullMarked
package dev.modelsigning.controller.nodes;

import org.jspecify.annotations.NullMarked;
