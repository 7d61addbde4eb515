// SPDX-License-Identifier: Apache-2.0
/**
 * The Sigstore bundle and its DSSE envelope as bytes; the payload stays opaque here (OMS 1.0,
 * sections 3 and 4).
 */
@NullMarked
package dev.modelsigning.bundle;

import org.jspecify.annotations.NullMarked;
