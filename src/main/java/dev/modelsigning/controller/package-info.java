// SPDX-License-Identifier: Apache-2.0
/** Reconcilers, one sub-package per kind. */
@NullMarked
package dev.modelsigning.controller;

import org.jspecify.annotations.NullMarked;
