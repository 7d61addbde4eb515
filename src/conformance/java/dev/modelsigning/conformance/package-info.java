// SPDX-License-Identifier: Apache-2.0
/** Speaks to the public OMS conformance suite, with {@code src/conformance/adapter}. */
@NullMarked
package dev.modelsigning.conformance;

import org.jspecify.annotations.NullMarked;
