// SPDX-License-Identifier: Apache-2.0
/**
 * What binds a verdict to a policy: digests of authorities, published by the operator and compared
 * by the webhook, and how long they may be relied on.
 */
@NullMarked
package dev.modelsigning.binding;

import org.jspecify.annotations.NullMarked;
