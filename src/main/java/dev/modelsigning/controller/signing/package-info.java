// SPDX-License-Identifier: Apache-2.0
/**
 * Signing in the cluster: a Job without credentials hashes, the operator signs in its own
 * namespace.
 */
@NullMarked
package dev.modelsigning.controller.signing;

import org.jspecify.annotations.NullMarked;
