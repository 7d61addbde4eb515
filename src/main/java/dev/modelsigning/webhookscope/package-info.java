// SPDX-License-Identifier: Apache-2.0
/**
 * For which pods the API server calls the webhook: one entry per trust policy in the webhook
 * configuration.
 *
 * <p>{@link dev.modelsigning.webhookscope.EntryPlanner} plans the entries from the policies alone,
 * {@link dev.modelsigning.webhookscope.EntryTransition} leads from what is installed to what is
 * planned, {@link dev.modelsigning.webhookscope.ScopeReconciler} writes.
 */
@NullMarked
package dev.modelsigning.webhookscope;

import org.jspecify.annotations.NullMarked;
