// SPDX-License-Identifier: Apache-2.0
/** Conditions and events, shared by the reconcilers in the sub-packages. */
@NullMarked
package dev.modelsigning.controller;

import org.jspecify.annotations.NullMarked;
