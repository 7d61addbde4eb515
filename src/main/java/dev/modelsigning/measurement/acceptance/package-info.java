// SPDX-License-Identifier: Apache-2.0
/** Decides whether the result of a measuring Job is believed. */
@NullMarked
package dev.modelsigning.measurement.acceptance;

import org.jspecify.annotations.NullMarked;
