// SPDX-License-Identifier: Apache-2.0
/** Trusted roots refreshed from a TUF mirror. */
@NullMarked
package dev.modelsigning.trust.tuf;

import org.jspecify.annotations.NullMarked;
