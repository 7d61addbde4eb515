// SPDX-License-Identifier: Apache-2.0
/** Trusted roots that are fetched from a mirror: when, and where they are kept in between. */
@NullMarked
package dev.modelsigning.controller.refreshing;

import org.jspecify.annotations.NullMarked;
