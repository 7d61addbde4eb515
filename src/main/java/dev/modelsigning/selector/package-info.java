// SPDX-License-Identifier: Apache-2.0
/** The one evaluation of label selectors, with a result for selectors that cannot be evaluated. */
@NullMarked
package dev.modelsigning.selector;

import org.jspecify.annotations.NullMarked;
