// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Streams over the HTTP client of a Kubernetes client, with its credentials, without retries. */
final class FabricSource implements ObjectStream.Source {
  private final HttpClient http;
  private final String server;

  FabricSource(KubernetesClient client) {
    var config = client.getConfiguration();
    this.http =
        client
            .getHttpClient()
            .newBuilder()
            .tag(
                new RequestConfigBuilder(config.getRequestConfig())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    String url = config.getMasterUrl();
    this.server = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  @Override
  public InputStream open(String pathAndQuery, Duration answer, Duration whole)
      throws IOException, InterruptedException, ExpiredException {
    HttpRequest request =
        http.newHttpRequestBuilder()
            .uri(URI.create(server + pathAndQuery))
            .header("Accept", "application/json")
            .timeout(answer.toMillis(), TimeUnit.MILLISECONDS)
            .build();
    HttpResponse<InputStream> response = answer(request, answer);
    if (response.code() == HttpURLConnection.HTTP_OK) {
      return new Limited(response.body(), whole);
    }
    response.body().close();
    if (response.code() == HttpURLConnection.HTTP_GONE) {
      throw new ExpiredException("the version is no longer known");
    }
    throw new IOException("the API server answers with status " + response.code());
  }

  private HttpResponse<InputStream> answer(HttpRequest request, Duration patience)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> sent = http.sendAsync(request, InputStream.class);
    try {
      return sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new IOException("the API server does not answer", e);
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw e;
    }
  }

  /** Closes itself in time, which ends a read that waits for a silent connection. */
  private static final class Limited extends FilterInputStream {
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    Limited(InputStream body, Duration limit) {
      super(body);
      var unused = over.thenRun(this::closeBody);
      over.completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      over.complete(null);
    }

    private void closeBody() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
