// SPDX-License-Identifier: Apache-2.0
/** The metrics that operator and webhook publish: names, labels and help texts as data. */
@NullMarked
package dev.modelsigning.metrics;

import org.jspecify.annotations.NullMarked;
