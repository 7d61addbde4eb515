// SPDX-License-Identifier: Apache-2.0
/** Which running pods each trust policy would refuse, whatever its mode. */
@NullMarked
package dev.modelsigning.controller.impact;

import org.jspecify.annotations.NullMarked;
