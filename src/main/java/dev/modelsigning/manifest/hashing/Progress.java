// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

/**
 * The progress of hashing. The totals are known from the start and do not change.
 *
 * @param filesDone files hashed
 * @param filesTotal files to hash
 * @param bytesDone bytes hashed
 * @param bytesTotal bytes to hash
 */
public record Progress(long filesDone, long filesTotal, long bytesDone, long bytesTotal) {}
