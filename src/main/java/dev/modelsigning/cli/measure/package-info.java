// SPDX-License-Identifier: Apache-2.0
/** {@code oms measure}: the command that measuring Jobs run. */
@NullMarked
package dev.modelsigning.cli.measure;

import org.jspecify.annotations.NullMarked;
