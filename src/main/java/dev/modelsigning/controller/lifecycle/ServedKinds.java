// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;

/**
 * Which kinds the API server serves already. It does so a moment after their definitions are made
 * and said to be established, and an operator that is installed with them starts in between.
 */
final class ServedKinds {
  /** Those that the controllers watch. */
  static final List<Class<? extends HasMetadata>> OURS =
      List.of(
          ClusterModelTrustPolicy.class,
          ModelTrustPolicy.class,
          ModelTrustRoot.class,
          ModelSignature.class,
          ModelSigningJob.class,
          ClusterModelSigningJob.class);

  private ServedKinds() {}

  /** Those among these that are not served; one that cannot be read for another reason is. */
  static List<String> missing(KubernetesClient client, List<Class<? extends HasMetadata>> kinds) {
    return kinds.stream()
        .filter(kind -> !isServed(client, kind))
        .map(HasMetadata::getKind)
        .toList();
  }

  private static boolean isServed(KubernetesClient client, Class<? extends HasMetadata> kind) {
    try {
      var unused =
          client
              .resources(kind)
              .inAnyNamespace()
              .list(new ListOptionsBuilder().withLimit(1L).build());
      return true;
    } catch (KubernetesClientException e) {
      return e.getCode() != HttpURLConnection.HTTP_NOT_FOUND;
    }
  }
}
