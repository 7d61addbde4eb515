// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;

/**
 * Clients that end their threads when they are closed. The factory that Quarkus brings leaves them
 * to the container, which tests do not have: each client would keep a dozen threads until the JVM
 * ends, one of which wakes up a hundred times a second.
 */
public final class ApiClients {
  private ApiClients() {}

  /** A builder of such clients. */
  public static KubernetesClientBuilder builder() {
    return new KubernetesClientBuilder().withHttpClientFactory(new VertxHttpClientFactory());
  }

  /** Such a client. */
  public static KubernetesClient of(Config config) {
    return builder().withConfig(config).build();
  }
}
