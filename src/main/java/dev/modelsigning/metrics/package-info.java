/** Meter names. */
@NullMarked
package dev.modelsigning.metrics;

import org.jspecify.annotations.NullMarked;
