// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;

/** Logs through the API server's {@code pods/log}. */
public final class KubernetesPodLogs implements PodLogs {
  /** The most that evidence may take, with room for progress lines. */
  private static final int MAX_BYTES = 32 << 20;

  private final KubernetesClient client;

  /** Reads with the rights of this client. */
  public KubernetesPodLogs(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public InputStream open(String namespace, String pod, String container) throws IOException {
    try {
      return client
          .pods()
          .inNamespace(namespace)
          .withName(pod)
          .inContainer(container)
          .limitBytes(MAX_BYTES)
          .getLogInputStream();
    } catch (KubernetesClientException e) {
      throw new IOException("The log of pod " + pod + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public String tail(String namespace, String pod, String container, int lines) throws IOException {
    try {
      return client
          .pods()
          .inNamespace(namespace)
          .withName(pod)
          .inContainer(container)
          .limitBytes(MAX_BYTES)
          .tailingLines(lines)
          .getLog();
    } catch (KubernetesClientException e) {
      throw new IOException("The log of pod " + pod + " cannot be read: " + e.getMessage(), e);
    }
  }
}
