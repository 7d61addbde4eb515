// SPDX-License-Identifier: Apache-2.0
/** Starts and stops the operator in the process that has this role, and tells its health. */
@NullMarked
package dev.modelsigning.controller.lifecycle;

import org.jspecify.annotations.NullMarked;
