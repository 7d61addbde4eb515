// SPDX-License-Identifier: Apache-2.0
/** Exemptions of policies: whom they cover, and until when. */
@NullMarked
package dev.modelsigning.gate.exemption;

import org.jspecify.annotations.NullMarked;
