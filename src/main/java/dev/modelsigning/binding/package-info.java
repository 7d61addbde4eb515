// SPDX-License-Identifier: Apache-2.0
/**
 * What binds a verdict to a policy: digests of authorities, published by the operator and compared
 * by the webhook, how many signers count, what is denied, and how long all that may be relied on.
 */
@NullMarked
package dev.modelsigning.binding;

import org.jspecify.annotations.NullMarked;
