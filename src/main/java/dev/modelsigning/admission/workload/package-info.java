// SPDX-License-Identifier: Apache-2.0
/**
 * The pods that workloads ask for, and what their authors are told about them. Whatever is found
 * here only warns.
 */
@NullMarked
package dev.modelsigning.admission.workload;

import org.jspecify.annotations.NullMarked;
