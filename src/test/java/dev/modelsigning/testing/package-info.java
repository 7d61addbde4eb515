// SPDX-License-Identifier: Apache-2.0
/** Builders of models, keys, certificates, bundles and resources for tests, and assertions. */
@NullMarked
package dev.modelsigning.testing;

import org.jspecify.annotations.NullMarked;
