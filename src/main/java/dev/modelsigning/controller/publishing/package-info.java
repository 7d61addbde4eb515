// SPDX-License-Identifier: Apache-2.0
/** The trust of policies, published into the namespaces whose pods have gates. */
@NullMarked
package dev.modelsigning.controller.publishing;

import org.jspecify.annotations.NullMarked;
