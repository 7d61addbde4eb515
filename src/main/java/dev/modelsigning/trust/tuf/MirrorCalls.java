// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.tuf;

import dev.sigstore.tuf.Fetcher;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files of a mirror by the JDK's own client; the library's needs a dozen more jars. Each
 * answer has a time to its last byte, all of them have one together: a mirror can delay, not hang.
 */
final class MirrorCalls implements AutoCloseable {
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final HttpClient client;
  private final Duration call;
  private final Duration all;
  private final long start = System.nanoTime();

  MirrorCalls(Duration call, Duration all) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(call)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.call = call;
    this.all = all;
  }

  /** Calls for the files below an address. */
  Fetcher below(URI base) {
    return new Below(base);
  }

  private final class Below implements Fetcher {
    private final URI base;

    Below(URI base) {
      this.base = base;
    }

    @Override
    public String getSource() {
      return base.toString();
    }

    /** What is not there is null, by the library's contract. */
    @Override
    @SuppressWarnings("NullAway")
    public byte @Nullable [] fetchResource(String name, int limit) throws IOException {
      HttpResponse<byte[]> response = get(base.resolve(name), limit);
      if (response.statusCode() == NOT_FOUND) {
        return null;
      }
      if (response.statusCode() != OK) {
        throw new IOException(response.uri() + " answers with " + response.statusCode());
      }
      return response.body();
    }
  }

  private HttpResponse<byte[]> get(URI url, int limit) throws IOException {
    long left = Math.min(call.toNanos(), all.toNanos() - (System.nanoTime() - start));
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(url).GET().build(),
            info ->
                info.statusCode() == OK
                    ? BodySubscribers.limiting(BodySubscribers.ofByteArray(), limit)
                    : BodySubscribers.replacing(new byte[0]));
    try {
      // The request's own timeout would end with the headers; a body may trickle for ever.
      return answer.get(Math.max(left, 0), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException(
          "%s does not come within %d s, or all files within %d s"
              .formatted(url, call.toSeconds(), all.toSeconds()),
          e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      throw new IOException(url + " cannot be fetched: " + why, e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
