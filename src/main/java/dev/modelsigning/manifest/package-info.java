// SPDX-License-Identifier: Apache-2.0
/** Names, digests and serializations of a model's files: the manifest, its form and differences. */
@NullMarked
package dev.modelsigning.manifest;

import org.jspecify.annotations.NullMarked;
