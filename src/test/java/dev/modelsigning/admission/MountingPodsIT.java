// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.admission.cache.BoundedList;
import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.gate.Pods;
import dev.modelsigning.gate.loaders.ClaimUse;
import dev.modelsigning.testing.KubeApiServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who has a claim mounted, asked of a real API server. */
final class MountingPodsIT {
  @RegisterExtension static final KubeApiServer API = new KubeApiServer();

  private final String namespace = API.newNamespace("team", Map.of());

  private ClaimUse use(Duration patience, String exceptUid) {
    try (KubernetesClient client =
        new KubernetesClientBuilder()
            .withHttpClientFactory(new JdkHttpClientFactory())
            .withConfig(API.admin().getConfiguration())
            .build()) {
      return new MountingPods(new BoundedList(client), patience).of(namespace, "model", exceptUid);
    }
  }

  private Pod create(String name, String claim) {
    Pod pod = Pods.server();
    pod.getSpec().getVolumes().getFirst().getPersistentVolumeClaim().setClaimName(claim);
    return API.admin()
        .resource(
            new PodBuilder(pod)
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void countsPodsThatMountTheClaimAndHaveNotEnded() {
    create("reader", "model");
    create("elsewhere", "other");
    create(ApiGroup.MEASURING_PREFIX + "minilm-x", "model");
    Pod self = create("loader", "model");
    Pod ended = create("ended", "model");
    ended.setStatus(new PodStatusBuilder().withPhase("Succeeded").build());
    API.admin().resource(ended).updateStatus();

    assertThat(use(Duration.ofSeconds(30), self.getMetadata().getUid()))
        .isEqualTo(new ClaimUse.Known(List.of("reader")));
  }

  @Test
  void saysWhenItCannotTell() {
    assertThat(use(Duration.ofNanos(1), "")).isInstanceOf(ClaimUse.Unknown.class);
  }
}
