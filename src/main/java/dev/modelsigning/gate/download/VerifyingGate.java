// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate.download;

import java.util.List;
import java.util.Set;

/**
 * The gate of a volume.
 *
 * @param container its name
 * @param before names of the containers that end before what it verified is read: those that
 *     download, and the gate
 * @param bundles paths of signature files relative to the verified folder, which are no part of
 *     what is verified
 */
public record VerifyingGate(String container, Set<String> before, List<String> bundles) {
  /** Copies. */
  public VerifyingGate {
    before = Set.copyOf(before);
    bundles = List.copyOf(bundles);
  }
}
