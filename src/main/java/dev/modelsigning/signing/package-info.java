// SPDX-License-Identifier: Apache-2.0
/** Creates OMS bundles: signers, and the statement they sign. */
@NullMarked
package dev.modelsigning.signing;

import org.jspecify.annotations.NullMarked;
