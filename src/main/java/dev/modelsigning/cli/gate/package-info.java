// SPDX-License-Identifier: Apache-2.0
/** {@code oms gate}, which verifies what a pod has downloaded. */
@NullMarked
package dev.modelsigning.cli.gate;

import org.jspecify.annotations.NullMarked;
