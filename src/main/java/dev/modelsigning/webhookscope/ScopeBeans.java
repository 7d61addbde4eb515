// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.config.OmsConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the parts that know no container into beans. */
@Dependent
public class ScopeBeans {
  /** For the namespaces of the configuration. */
  @Produces
  @Singleton
  EntryPlanner planner(OmsConfig config) {
    return new EntryPlanner(config.namespace(), ExemptNamespaces.of(config).names());
  }

  /** For the reconciler of the policies, whose status tells it. */
  @Produces
  @Singleton
  Standings standings(EntryPlanner planner) {
    return new Standings(planner);
  }

  /** For the reconciler of the policies of namespaces. */
  @Produces
  @Singleton
  NamespacedStandings namespacedStandings(OmsConfig config) {
    return new NamespacedStandings(ExemptNamespaces.of(config).names());
  }
}
