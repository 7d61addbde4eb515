// SPDX-License-Identifier: Apache-2.0
/**
 * Whom to trust: keys, certificate authorities and identities, and whether a signature is theirs.
 */
@NullMarked
package dev.modelsigning.trust;

import org.jspecify.annotations.NullMarked;
