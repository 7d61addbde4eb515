// SPDX-License-Identifier: Apache-2.0
/** The measurement Job: its template, and reading and judging the evidence it leaves. */
@NullMarked
package dev.modelsigning.measurement;

import org.jspecify.annotations.NullMarked;
