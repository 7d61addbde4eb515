// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.testing.ApiClients;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import org.junit.jupiter.api.Test;

final class GateSourcesTest {
  @Test
  void seeNothingBeforeTheirInformersRun() {
    try (KubernetesClient client = ApiClients.of(Config.empty())) {
      var policies =
          InformerEventSourceConfiguration.from(
                  ClusterModelTrustPolicy.class, ClusterModelTrustPolicy.class)
              .build();
      EventSourceContext<ClusterModelTrustPolicy> unstarted =
          new EventSourceContext<>(null, null, client, ClusterModelTrustPolicy.class);
      EventSourceContext<ClusterModelTrustPolicy> context =
          new EventSourceContext<>(
              new InformerEventSource<>(policies, unstarted),
              null,
              client,
              ClusterModelTrustPolicy.class);

      assertThat(new GateSources(context).sight()).isEmpty();
    }
  }
}
