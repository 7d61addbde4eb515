// SPDX-License-Identifier: Apache-2.0
/** Keyless signing: identity tokens, and clients of Fulcio, Rekor and timestamp authorities. */
@NullMarked
package dev.modelsigning.signing.keyless;

import org.jspecify.annotations.NullMarked;
