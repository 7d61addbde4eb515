// SPDX-License-Identifier: Apache-2.0
/** The OMS in-toto statement, to and from JSON (OMS 1.0, section 5). */
@NullMarked
package dev.modelsigning.statement;

import org.jspecify.annotations.NullMarked;
