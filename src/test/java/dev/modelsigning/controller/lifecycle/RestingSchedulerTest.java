// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.Test;

class RestingSchedulerTest {
  @Test
  void poolHasAThreadThatSleepsAndEndsWithTheOperator() {
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
      var operator = new Operator(o -> o.withKubernetesClient(client));
      ScheduledExecutorService pool =
          operator.getConfigurationService().getExecutorServiceManager().scheduledExecutorService();
      assertThat(pool)
          .as("the pool that the Java Operator SDK makes")
          .isInstanceOfSatisfying(
              ScheduledThreadPoolExecutor.class,
              made -> assertThat(made.getCorePoolSize()).isZero());

      RestingScheduler.keepThread(operator);
      assertThat(pool)
          .isInstanceOfSatisfying(
              ScheduledThreadPoolExecutor.class,
              kept -> assertThat(kept.getCorePoolSize()).isEqualTo(1));
      RestingScheduler.end(operator);
      assertThat(pool.isShutdown()).isTrue();
    }
  }
}
