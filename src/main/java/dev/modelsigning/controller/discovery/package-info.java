// SPDX-License-Identifier: Apache-2.0
/**
 * ModelSignatures that the operator makes: for the claims that a policy selects ({@code
 * spec.discovery}), and none of anybody else.
 */
@NullMarked
package dev.modelsigning.controller.discovery;

import org.jspecify.annotations.NullMarked;
