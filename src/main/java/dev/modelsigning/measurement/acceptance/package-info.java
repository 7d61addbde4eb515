/** Decides whether the result of a measuring Job is believed. */
@NullMarked
package dev.modelsigning.measurement.acceptance;

import org.jspecify.annotations.NullMarked;
