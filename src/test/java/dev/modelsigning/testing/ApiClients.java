// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/**
 * Clients that share their threads and what they have learnt about reading objects: one of each for
 * the JVM. The factory that Quarkus brings leaves its threads to the container, which tests do not
 * have: each client would keep a dozen until the JVM ends, one of which wakes up a hundred times a
 * second.
 */
public final class ApiClients {
  private static final Vertx THREADS = Vertx.vertx(new VertxOptions().setUseDaemonThread(true));

  /** Finding all classes of resources and how each is read takes longer than most tests. */
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  private ApiClients() {}

  /** A builder of such clients. */
  public static KubernetesClientBuilder builder() {
    return new KubernetesClientBuilder()
        .withHttpClientFactory(new VertxHttpClientFactory(THREADS))
        .withKubernetesSerialization(SERIALIZATION);
  }

  /** Such a client. */
  public static KubernetesClient of(Config config) {
    return builder().withConfig(config).build();
  }
}
