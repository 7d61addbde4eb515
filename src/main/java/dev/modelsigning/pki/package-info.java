// SPDX-License-Identifier: Apache-2.0
/**
 * PEM, certificates, chain rules, signature algorithms, key hints, and the check whether a
 * certificate may sign: the one place for each.
 */
@NullMarked
package dev.modelsigning.pki;

import org.jspecify.annotations.NullMarked;
