// SPDX-License-Identifier: Apache-2.0
/** Models in OCI images: pulled for a command, and signatures attached to them. */
@NullMarked
package dev.modelsigning.cli.image;

import org.jspecify.annotations.NullMarked;
