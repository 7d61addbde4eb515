// SPDX-License-Identifier: Apache-2.0
/** Which policies judge a pod by the accelerators that it asks for. */
@NullMarked
package dev.modelsigning.gate.accelerator;

import org.jspecify.annotations.NullMarked;
