// SPDX-License-Identifier: Apache-2.0
/** The pods that workloads ask for. Nothing is admitted or refused by what is found here. */
@NullMarked
package dev.modelsigning.workload;

import org.jspecify.annotations.NullMarked;
