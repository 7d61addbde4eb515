// SPDX-License-Identifier: Apache-2.0
/** The one evaluation of label selectors, and labels that are almost what one wants. */
@NullMarked
package dev.modelsigning.selector;

import org.jspecify.annotations.NullMarked;
