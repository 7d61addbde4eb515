// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.plugin.offline;

import java.util.Set;

/**
 * The namespaces that no policy covers in an installation whose settings are the defaults. Without
 * a cluster nobody can tell its settings.
 */
public final class ExemptByDefault {
  private static final Set<String> NAMES =
      Set.of("kube-system", "kube-node-lease", "kube-public", "model-signature-system");

  private ExemptByDefault() {}

  /** Their names, with that of the operator's own. */
  public static Set<String> names() {
    return NAMES;
  }
}
