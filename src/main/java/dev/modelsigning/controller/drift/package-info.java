// SPDX-License-Identifier: Apache-2.0
/** Models that were Verified and hold other content now, and what that means for running pods. */
@NullMarked
package dev.modelsigning.controller.drift;

import org.jspecify.annotations.NullMarked;
