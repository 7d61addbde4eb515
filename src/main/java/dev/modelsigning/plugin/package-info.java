// SPDX-License-Identifier: Apache-2.0
/**
 * {@code kubectl oms}: explains decisions, shows models, and tests policies. It talks to a cluster
 * only by running the user's {@code kubectl}.
 */
@NullMarked
package dev.modelsigning.plugin;

import org.jspecify.annotations.NullMarked;
