// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.http;

import dev.modelsigning.text.Printable;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The one way to call remote services. A service can delay a call and refuse it, but it cannot hang
 * it, fill the memory, or send it elsewhere: every answer has a time limit up to its last byte, and
 * a size limit, and redirects are not followed, since requests carry tokens.
 */
public final class HttpCalls implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(15);

  /** How much of an error page is read; less of it is shown. */
  private static final int ERROR_BYTES = 4096;

  private static final Set<Integer> GET_SUCCESS = Set.of(200);
  private static final Set<Integer> POST_SUCCESS = Set.of(200, 201);

  private final HttpClient client;
  private final Duration call;
  private final Duration all;

  private final LongSupplier nanoTime;

  /** When the first call begins, in {@code nanoTime}; hashing may come long before it. */
  private final AtomicReference<@Nullable Long> start = new AtomicReference<>();

  private HttpCalls(HttpClient.Builder client, Duration call, Duration all, LongSupplier nanoTime) {
    this.client =
        client
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
    this.call = call;
    this.all = all;
    this.nanoTime = nanoTime;
  }

  /**
   * Calls that trust the TLS authorities of this Java platform.
   *
   * @param call the limit of one call, from connecting to the last byte of the answer
   * @param all the limit of all calls together, from the start of the first
   */
  public static HttpCalls within(Duration call, Duration all) {
    return within(call, all, System::nanoTime);
  }

  /** The same with a clock like {@link System#nanoTime} for the limit of all calls. */
  static HttpCalls within(Duration call, Duration all, LongSupplier nanoTime) {
    return new HttpCalls(HttpClient.newBuilder(), call, all, nanoTime);
  }

  /**
   * Calls that trust only these TLS authorities.
   *
   * @param authorities at least one
   * @param call the limit of one call, from connecting to the last byte of the answer
   * @param all the limit of all calls together, from the start of the first
   * @throws GeneralSecurityException if one of them cannot be used
   */
  public static HttpCalls trusting(List<X509Certificate> authorities, Duration call, Duration all)
      throws GeneralSecurityException {
    return new HttpCalls(
        HttpClient.newBuilder().sslContext(context(authorities)), call, all, System::nanoTime);
  }

  private static SSLContext context(List<X509Certificate> authorities)
      throws GeneralSecurityException {
    if (authorities.isEmpty()) {
      throw new IllegalArgumentException("there is no TLS authority to trust");
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store cannot be created", e);
    }
    for (X509Certificate authority : authorities) {
      store.setCertificateEntry("authority " + store.size(), authority);
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, managers.getTrustManagers(), null);
    return tls;
  }

  /**
   * Gets the body of an answer with status 200.
   *
   * @param headers names and values
   * @param maxBytes the limit of the body
   * @throws HttpFailure if there is no such answer within the limits
   */
  public byte[] get(RemoteService service, Map<String, String> headers, int maxBytes)
      throws HttpFailure {
    return exchange(service, request(service, headers).GET().build(), GET_SUCCESS, maxBytes);
  }

  /**
   * Posts a body, and returns that of an answer with status 200 or 201.
   *
   * @param headers names and values
   * @param maxBytes the limit of the answer's body
   * @throws HttpFailure if there is no such answer within the limits
   */
  public byte[] post(RemoteService service, Map<String, String> headers, byte[] body, int maxBytes)
      throws HttpFailure {
    HttpRequest request =
        request(service, headers).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
    return exchange(service, request, POST_SUCCESS, maxBytes);
  }

  private static HttpRequest.Builder request(RemoteService service, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(service.url());
    headers.forEach(request::header);
    return request;
  }

  private byte[] exchange(
      RemoteService service, HttpRequest request, Set<Integer> success, int maxBytes)
      throws HttpFailure {
    BodyHandler<byte[]> bounded =
        answer ->
            success.contains(answer.statusCode())
                ? BodySubscribers.limiting(BodySubscribers.ofByteArray(), maxBytes)
                : new FirstBytes(ERROR_BYTES);
    long left = all.toNanos() - sinceFirstCall();
    if (left <= 0) {
      throw new HttpFailure(service.message(overdue()), 0);
    }
    CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, bounded);
    try {
      // The request's own timeout ends with the headers, but a body may trickle forever.
      HttpResponse<byte[]> response =
          answer.get(Math.min(call.toNanos(), left), TimeUnit.NANOSECONDS);
      if (success.contains(response.statusCode())) {
        return response.body();
      }
      throw new HttpFailure(
          service.message(
              "answers with HTTP status %d: %s"
                  .formatted(response.statusCode(), shown(response.body()))),
          response.statusCode());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new HttpFailure(
          service.message(
              call.toNanos() <= left
                  ? "does not answer within %d s".formatted(call.toSeconds())
                  : overdue()),
          e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new HttpFailure(
          service.message("was not called to its end: the call was interrupted"), e);
    } catch (ExecutionException e) {
      throw new HttpFailure(service.message(problem(e.getCause())), e);
    }
  }

  private String overdue() {
    return "did not answer within the total limit of %d s".formatted(all.toSeconds());
  }

  private long sinceFirstCall() {
    long now = nanoTime.getAsLong();
    start.compareAndSet(null, now);
    return now - Objects.requireNonNull(start.get());
  }

  private static String problem(@Nullable Throwable cause) {
    return switch (cause) {
      case SSLException tls -> "is not trusted for TLS: " + Printable.shortened(reason(tls));
      case IOException io ->
          "cannot be reached, or its answer is incomplete or too long: "
              + Printable.shortened(reason(io));
      case null, default -> "cannot be called: " + cause;
    };
  }

  private static String reason(IOException failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  private static String shown(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
    return Printable.shortened(text);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
