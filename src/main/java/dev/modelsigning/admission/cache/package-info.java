// SPDX-License-Identifier: Apache-2.0
/**
 * Caches of the cluster that stay small and awake. Objects are read as a stream and only in the
 * fields that decisions use, so that what else tenants write never lies in memory. A list or watch
 * that ends, for whatever reason, is begun again.
 */
@NullMarked
package dev.modelsigning.admission.cache;

import org.jspecify.annotations.NullMarked;
