// SPDX-License-Identifier: Apache-2.0
/** Exemptions of policies that end soon or have ended, for the policy's status and for alerts. */
@NullMarked
package dev.modelsigning.controller.exemption;

import org.jspecify.annotations.NullMarked;
