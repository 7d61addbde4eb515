// SPDX-License-Identifier: Apache-2.0
/** What signers state about models, as statuses show it. */
@NullMarked
package dev.modelsigning.controller.governance;

import org.jspecify.annotations.NullMarked;
