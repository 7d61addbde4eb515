// SPDX-License-Identifier: Apache-2.0
/** Bounded HTTP exchanges with remote services: limits on size and time, no redirects. */
@NullMarked
package dev.modelsigning.http;

import org.jspecify.annotations.NullMarked;
