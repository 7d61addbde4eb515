// SPDX-License-Identifier: Apache-2.0
/**
 * Programs that only the build runs: the command line's libraries, manual pages, completion files
 * and AOT cache. They see the shipped jars and are not part of them.
 */
@NullMarked
package dev.modelsigning.build;

import org.jspecify.annotations.NullMarked;
