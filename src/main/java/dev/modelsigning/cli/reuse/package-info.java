// SPDX-License-Identifier: Apache-2.0
/** {@code oms sign --reuse-digests-from}: hashes only what has changed since a verified bundle. */
@NullMarked
package dev.modelsigning.cli.reuse;

import org.jspecify.annotations.NullMarked;
