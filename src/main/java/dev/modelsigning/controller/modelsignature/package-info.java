// SPDX-License-Identifier: Apache-2.0
/** The ModelSignature reconciler: facts, a measurement, every policy's verdict, the status. */
@NullMarked
package dev.modelsigning.controller.modelsignature;

import org.jspecify.annotations.NullMarked;
