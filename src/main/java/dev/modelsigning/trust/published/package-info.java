// SPDX-License-Identifier: Apache-2.0
/** Trust as the operator publishes it for gates in pods. */
@NullMarked
package dev.modelsigning.trust.published;

import org.jspecify.annotations.NullMarked;
