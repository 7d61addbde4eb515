// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.config;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The namespaces that no policy covers and no cluster-wide signing job selects. The webhook
 * configuration of the install leaves out the same ones.
 *
 * @param names kube-system is always among them
 */
public record ExemptNamespaces(Set<String> names) {
  private static final String ALWAYS = "kube-system";

  /** Copies the names and adds kube-system. */
  public ExemptNamespaces {
    names =
        Stream.concat(names.stream(), Stream.of(ALWAYS)).collect(Collectors.toUnmodifiableSet());
  }

  /** The configured ones and the operator's own namespace. */
  public static ExemptNamespaces of(OmsConfig config) {
    Set<String> names = new HashSet<>(config.exemptNamespaces());
    names.add(config.namespace());
    return new ExemptNamespaces(names);
  }

  /** Whether a namespace of this name is exempt. */
  public boolean contains(String namespace) {
    return names.contains(namespace);
  }
}
