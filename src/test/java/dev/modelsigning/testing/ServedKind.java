// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.TimeUnit;

/** Custom resource definitions of others, which this project does not ship. */
public final class ServedKind {
  private ServedKind() {}

  /** Makes a kind known, unless it is, and waits until the API server serves it. */
  public static void install(KubernetesClient admin, CustomResourceDefinition definition) {
    admin.resource(definition).serverSideApply();
    admin
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(definition.getMetadata().getName())
        .waitUntilCondition(ServedKind::isServed, 30, TimeUnit.SECONDS);
  }

  private static boolean isServed(CustomResourceDefinition definition) {
    return definition.getStatus() != null
        && definition.getStatus().getConditions() != null
        && definition.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Established")
                        && condition.getStatus().equals("True"));
  }
}
