// SPDX-License-Identifier: Apache-2.0
/** Verdicts as reports of the OpenReports API, for tools that show those of all policy engines. */
@NullMarked
package dev.modelsigning.controller.reporting;

import org.jspecify.annotations.NullMarked;
