// SPDX-License-Identifier: Apache-2.0
/** Bundles that are attached to images: read from registries, seldom and within bounds. */
@NullMarked
package dev.modelsigning.controller.referrer;

import org.jspecify.annotations.NullMarked;
