// SPDX-License-Identifier: Apache-2.0
/** Decisions over manifests, without a cluster: what can be known, and what is assumed. */
@NullMarked
package dev.modelsigning.plugin.offline;

import org.jspecify.annotations.NullMarked;
