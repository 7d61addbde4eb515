// SPDX-License-Identifier: Apache-2.0
/**
 * ModelSignatures that a changed policy concerns: judged again a few at a time, urgent ones first.
 */
@NullMarked
package dev.modelsigning.controller.rejudging;

import org.jspecify.annotations.NullMarked;
