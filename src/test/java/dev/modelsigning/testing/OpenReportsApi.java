// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The CRD of reports, which some clusters have. */
public final class OpenReportsApi {
  private static final ResourceDefinitionContext KIND =
      new ResourceDefinitionContext.Builder()
          .withGroup("openreports.io")
          .withVersion("v1alpha1")
          .withKind("Report")
          .withPlural("reports")
          .withNamespaced(true)
          .build();

  private OpenReportsApi() {}

  /** Installs it, and waits until Reports are served. */
  public static void install(KubernetesClient admin) throws IOException {
    admin
        .resource(
            Serialization.unmarshal(
                Files.readString(Path.of("src/test/resources/openreports/reports.yaml")),
                GenericKubernetesResource.class))
        .serverSideApply();
    Await.until("the API server serves Reports", Duration.ofSeconds(30), () -> isServed(admin));
  }

  private static boolean isServed(KubernetesClient admin) {
    try {
      admin.genericKubernetesResources(KIND).inAnyNamespace().list();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }
}
