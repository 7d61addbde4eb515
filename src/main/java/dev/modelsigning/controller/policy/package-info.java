// SPDX-License-Identifier: Apache-2.0
/** Trust policies: which namespaces they select, and which of their authorities can be used. */
@NullMarked
package dev.modelsigning.controller.policy;

import org.jspecify.annotations.NullMarked;
