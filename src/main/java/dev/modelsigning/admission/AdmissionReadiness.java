// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * The webhook is ready when its caches are full, its watches run, and the path from JSON to
 * decision and back is warm: the first decision of a new JVM takes hundreds of times as long as
 * later ones. In the operator's process this check always succeeds.
 */
@Readiness
@Singleton
public class AdmissionReadiness implements HealthCheck {
  private static final int WARM_UP_DECISIONS = 100;

  private final OmsConfig config;
  private final AdmissionService service;
  private final AdmissionEndpoint endpoint;
  private final KubernetesClient client;
  private final AtomicBoolean warm = new AtomicBoolean();

  /** Constructed by the container. */
  public AdmissionReadiness(
      OmsConfig config,
      AdmissionService service,
      AdmissionEndpoint endpoint,
      KubernetesClient client) {
    this.config = config;
    this.service = service;
    this.endpoint = endpoint;
    this.client = client;
  }

  @Override
  public HealthCheckResponse call() {
    boolean ready =
        config.role() != Role.WEBHOOK || (service.isReady() && service.isFollowing() && warmedUp());
    return HealthCheckResponse.named("webhook").status(ready).build();
  }

  private boolean warmedUp() {
    if (!warm.get()) {
      byte[] review = sample(client);
      for (int i = 0; i < WARM_UP_DECISIONS; i++) {
        endpoint.warmUp(review).close();
      }
      warm.set(true);
    }
    return true;
  }

  /** The review that warms up, as the API server would send it. */
  static byte[] sample(KubernetesClient client) {
    return client.getKubernetesSerialization().asJson(sample()).getBytes(StandardCharsets.UTF_8);
  }

  /** The creation of a pod that mounts a claim read-write. */
  private static AdmissionReview sample() {
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("warm-up")
            .withNamespace("default")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("server")
            .withImage("server")
            .addNewVolumeMount()
            .withName("model")
            .withMountPath("/mnt/models")
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName("model")
            .withNewPersistentVolumeClaim("warm-up", false)
            .endVolume()
            .endSpec()
            .build();
    return new AdmissionReviewBuilder()
        .withApiVersion("admission.k8s.io/v1")
        .withNewRequest()
        .withUid("warm-up")
        .withOperation("CREATE")
        .withNamespace("default")
        .withObject(pod)
        .endRequest()
        .build();
  }
}
