// SPDX-License-Identifier: Apache-2.0
/** The decision about a pod source by source, for whoever asks, and how it travels. */
@NullMarked
package dev.modelsigning.explanation;

import org.jspecify.annotations.NullMarked;
