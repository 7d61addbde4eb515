// SPDX-License-Identifier: Apache-2.0
/**
 * Fuzz targets: untrusted bytes go in, and nothing but a declared refusal comes out. {@code make
 * fuzz} lets Jazzer look for bytes that break this; {@link dev.modelsigning.fuzz.CorpusReplayTest}
 * replays what is known.
 */
@NullMarked
package dev.modelsigning.fuzz;

import org.jspecify.annotations.NullMarked;
