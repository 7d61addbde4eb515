// SPDX-License-Identifier: Apache-2.0
/** The files of an image as a container would see them, written to a folder. */
@NullMarked
package dev.modelsigning.registry.image;

import org.jspecify.annotations.NullMarked;
