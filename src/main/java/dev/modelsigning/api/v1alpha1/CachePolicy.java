// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/** What the measuring Job does with the page cache. */
public enum CachePolicy {
  /** Drop what was read, so that neighbours keep their cache. */
  Drop,
  /** Keep what was read, when a server will start on the same node. */
  Keep
}
