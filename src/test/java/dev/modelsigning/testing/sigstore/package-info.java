// SPDX-License-Identifier: Apache-2.0
/** A private Sigstore in this process: certificate authority, logs, timestamps, tokens. */
@NullMarked
package dev.modelsigning.testing.sigstore;

import org.jspecify.annotations.NullMarked;
