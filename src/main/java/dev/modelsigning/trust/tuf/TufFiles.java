// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import dev.sigstore.tuf.Fetcher;

/** Where the files of a TUF repository come from. */
interface TufFiles {
  /** Roots, timestamps, snapshots and targets, by name. */
  Fetcher metadata();

  /** The trusted root, by a name with its hash. */
  Fetcher targets();
}
