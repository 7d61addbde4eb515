// SPDX-License-Identifier: Apache-2.0
/**
 * What passes between the operator and a measuring Job: the way of hashing, progress, the evidence
 * in parts and the report, each with its writer and its reader.
 */
@NullMarked
package dev.modelsigning.evidence;

import org.jspecify.annotations.NullMarked;
