// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.config;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The namespaces that no policy covers and no cluster-wide signing job selects. The webhook
 * configuration of the install leaves out the same ones.
 *
 * @param names kube-system and the operator's own namespace are always among them
 */
public record ExemptNamespaces(Set<String> names) {
  private static final String ALWAYS = "kube-system";

  /** Copies the names. */
  public ExemptNamespaces {
    names = Set.copyOf(names);
  }

  /** The configured ones with those that are always exempt. */
  public static ExemptNamespaces of(OmsConfig config) {
    Set<String> names = new LinkedHashSet<>(config.exemptNamespaces());
    names.add(ALWAYS);
    names.add(config.namespace());
    return new ExemptNamespaces(names);
  }

  /** Whether a namespace of this name is exempt. */
  public boolean contains(String namespace) {
    return names.contains(namespace);
  }
}
