// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What the measuring Job does with the page cache. */
public enum CachePolicy {
  /** Drop what was read, so that other pods on the node keep their cache. */
  Drop,
  /** Keep what was read, for a server that starts on the same node. */
  Keep
}
