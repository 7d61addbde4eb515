// SPDX-License-Identifier: Apache-2.0
/** Sigstore: trusted roots, identities, Fulcio's certificates, transparency logs and timestamps. */
@NullMarked
package dev.modelsigning.trust.sigstore;

import org.jspecify.annotations.NullMarked;
