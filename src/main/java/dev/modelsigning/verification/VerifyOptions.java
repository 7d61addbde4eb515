// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.manifest.hashing.HashOptions;
import java.util.List;

/**
 * How to verify a model on a disk.
 *
 * @param hashing threads, progress, and the signature file to leave out
 * @param ignorePaths left out beside those of the statement; a signed file among them is missing
 * @param ignoreUnsignedFiles whether files that are not signed are no reason to reject (OMS v1.0,
 *     8.5)
 */
public record VerifyOptions(
    HashOptions hashing, List<String> ignorePaths, boolean ignoreUnsignedFiles) {
  /** Copies the list. */
  public VerifyOptions {
    ignorePaths = List.copyOf(ignorePaths);
  }

  /** Every file of the model must be signed. */
  public static VerifyOptions defaults() {
    return new VerifyOptions(HashOptions.defaults(), List.of(), false);
  }
}
