// SPDX-License-Identifier: Apache-2.0
/**
 * Bounded exchanges with OCI registries: bundles that are attached to an image, and the image's own
 * parts. Nothing is authenticated here but digests: what comes back is untrusted bytes.
 */
@NullMarked
package dev.modelsigning.registry;

import org.jspecify.annotations.NullMarked;
