// SPDX-License-Identifier: Apache-2.0
/** Turns untrusted bundle bytes and measured files into one of three verdicts. */
@NullMarked
package dev.modelsigning.verification;

import org.jspecify.annotations.NullMarked;
