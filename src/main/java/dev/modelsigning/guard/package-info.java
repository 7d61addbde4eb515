// SPDX-License-Identifier: Apache-2.0
/**
 * Watches the guard: the admission policies that let only the job controller and the kubelet touch
 * measuring pods, and only the operator write verdicts.
 */
@NullMarked
package dev.modelsigning.guard;

import org.jspecify.annotations.NullMarked;
