// SPDX-License-Identifier: Apache-2.0
/** Reviews and a cluster in memory, with which the webhook rehearses. */
@NullMarked
package dev.modelsigning.admission.sample;

import org.jspecify.annotations.NullMarked;
