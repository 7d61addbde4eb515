// SPDX-License-Identifier: Apache-2.0
/** The commands of {@code oms} and their main class, plain Java without a framework. */
@NullMarked
package dev.modelsigning.cli;

import org.jspecify.annotations.NullMarked;
