// SPDX-License-Identifier: Apache-2.0
/** What a process does so that it takes no more memory than it needs. */
@NullMarked
package dev.modelsigning.memory;

import org.jspecify.annotations.NullMarked;
