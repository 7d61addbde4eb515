// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The API of reports, which some clusters have. */
public final class OpenReportsApi {
  private static final Path DEFINITION = Path.of("src/test/resources/openreports/reports.yaml");

  private OpenReportsApi() {}

  /** Installs it, and waits until it is served. */
  public static void install(KubernetesClient admin) throws IOException {
    ServedKind.install(
        admin,
        Serialization.unmarshal(Files.readString(DEFINITION), CustomResourceDefinition.class));
  }
}
