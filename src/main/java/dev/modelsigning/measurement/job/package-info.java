// SPDX-License-Identifier: Apache-2.0
/** Measuring Jobs as Kubernetes objects: the template, the image it runs, creation and removal. */
@NullMarked
package dev.modelsigning.measurement.job;

import org.jspecify.annotations.NullMarked;
