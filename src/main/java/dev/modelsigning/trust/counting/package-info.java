// SPDX-License-Identifier: Apache-2.0
/** How many different signers there are among signatures. */
@NullMarked
package dev.modelsigning.trust.counting;

import org.jspecify.annotations.NullMarked;
