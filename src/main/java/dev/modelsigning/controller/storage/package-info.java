// SPDX-License-Identifier: Apache-2.0
/**
 * What the cluster's caches know of the storage behind a model: its claim, volume, node and
 * aliases, and the pods that may write to it.
 */
@NullMarked
package dev.modelsigning.controller.storage;

import org.jspecify.annotations.NullMarked;
