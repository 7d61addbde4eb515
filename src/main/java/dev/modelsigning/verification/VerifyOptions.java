// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.verification;

import dev.modelsigning.manifest.hashing.HashOptions;
import java.util.List;

/**
 * How to verify a model on disk.
 *
 * @param hashing threads, progress, and the signature file to leave out
 * @param ignorePaths paths to leave out in addition to the statement's; a signed file there counts
 *     as missing
 * @param ignoreUnsignedFiles whether unsigned files are accepted (OMS 1.0, 8.5)
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
