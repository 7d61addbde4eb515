// SPDX-License-Identifier: Apache-2.0
/** The configuration of operator and webhook, and what follows from it alone. */
@NullMarked
package dev.modelsigning.config;

import org.jspecify.annotations.NullMarked;
