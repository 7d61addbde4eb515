// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Logs through the API server's {@code pods/log}. Each is asked for once, with limits on time: the
 * API server waits for a kubelet that it cannot reach, and those who ask hold up others meanwhile.
 */
public final class KubernetesPodLogs implements PodLogs {
  /** The most that evidence may take, with room for progress lines. */
  private static final int MAX_BYTES = 32 << 20;

  private final KubernetesClient client;
  private final Duration answer;
  private final Duration whole;

  /** Reads with the rights of this client. */
  public KubernetesPodLogs(KubernetesClient client) {
    this(client, Duration.ofSeconds(10), Duration.ofMinutes(1));
  }

  /**
   * The same with other limits.
   *
   * @param answer until the log begins
   * @param whole from then until its end
   */
  KubernetesPodLogs(KubernetesClient client, Duration answer, Duration whole) {
    this.client = client;
    this.answer = answer;
    this.whole = whole;
  }

  @Override
  public InputStream open(String namespace, String pod, String container) throws IOException {
    return new Limited(
        once(
            pod,
            c ->
                c.pods()
                    .inNamespace(namespace)
                    .withName(pod)
                    .inContainer(container)
                    .limitBytes(MAX_BYTES)
                    .getLogInputStream()),
        whole);
  }

  @Override
  public String tail(String namespace, String pod, String container, int lines) throws IOException {
    return once(
        pod,
        c ->
            c.pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer(container)
                .limitBytes(MAX_BYTES)
                .tailingLines(lines)
                .getLog());
  }

  private <T> T once(String pod, Function<NamespacedKubernetesClient, T> read) throws IOException {
    var limits =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestRetryBackoffLimit(0)
            .withRequestTimeout(Math.toIntExact(answer.toMillis()))
            .build();
    try {
      return client
          .adapt(NamespacedKubernetesClient.class)
          .withRequestConfig(limits)
          .call(read::apply);
    } catch (KubernetesClientException e) {
      throw new IOException("The log of pod " + pod + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Closes itself in time, which ends a read that waits for a silent connection. */
  private static final class Limited extends FilterInputStream {
    private final CompletableFuture<Boolean> late = new CompletableFuture<>();

    Limited(InputStream log, Duration limit) {
      super(log);
      var unused = late.thenRun(this::closeLog);
      late.completeOnTimeout(true, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public int read() throws IOException {
      return inTime(super.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return inTime(super.read(bytes, offset, length));
    }

    /** The end of a log that was closed is not the end of what the pod wrote. */
    private int inTime(int read) throws IOException {
      if (late.getNow(false)) {
        throw new IOException("The log was not read to its end in time");
      }
      return read;
    }

    @Override
    public void close() {
      late.complete(false);
    }

    private void closeLog() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
