// SPDX-License-Identifier: Apache-2.0
/** The admission webhook: HTTP endpoint, cached and live views of the cluster, readiness. */
@NullMarked
package dev.modelsigning.admission;

import org.jspecify.annotations.NullMarked;
