// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry;

import dev.modelsigning.http.FirstBytes;
import dev.modelsigning.registry.RegistryFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/**
 * One exchange at a time, each bounded in time up to the last byte of its answer and in size, and
 * all together in time. Redirects are not followed here. What a failure says has nothing of the
 * answer's body.
 */
final class RegistryHttp {
  static final int OK = 200;
  static final int CREATED = 201;
  static final int ACCEPTED = 202;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;

  private final HttpClient client;
  private final Duration call;
  private final long endNanos;
  private final LongSupplier nanoTime;

  /**
   * Exchanges from now on.
   *
   * @param client follows no redirects
   * @param call the limit of one exchange
   * @param all the limit of all exchanges together
   */
  RegistryHttp(HttpClient client, Duration call, Duration all, LongSupplier nanoTime) {
    this.client = client;
    this.call = call;
    this.nanoTime = nanoTime;
    this.endNanos = nanoTime.getAsLong() + all.toNanos();
  }

  /** What both kinds of answers have. */
  interface Head {
    int code();

    HttpHeaders headers();
  }

  /** An answer; the body is empty unless the status is 200. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Answer(int code, HttpHeaders headers, byte[] body) implements Head {}

  /** An answer whose body is read by the caller, who closes it; empty unless the status is 200. */
  record Streamed(int code, HttpHeaders headers, InputStream body) implements Head {}

  HttpRequest get(URI url, Optional<String> authorization, String accept) {
    return request(url, authorization).header("Accept", accept).GET().build();
  }

  HttpRequest.Builder request(URI url, Optional<String> authorization) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  /**
   * One exchange.
   *
   * @param maxBytes the limit of the body
   * @throws RegistryFailure if there is no complete answer within the limits
   */
  Answer exchange(HttpRequest request, int maxBytes) throws RegistryFailure {
    HttpResponse<byte[]> response =
        send(
            request,
            answer -> answer.statusCode() == OK ? new LimitedBytes(maxBytes) : new FirstBytes(1));
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  /**
   * One exchange up to the head of its answer. The body ends with a failure when nothing of it
   * comes for as long as an exchange may take.
   */
  Streamed stream(HttpRequest request) throws RegistryFailure {
    HttpResponse<InputStream> response =
        send(
            request,
            answer ->
                answer.statusCode() == OK
                    ? BodySubscribers.ofInputStream()
                    : BodySubscribers.mapping(
                        new FirstBytes(1), body -> InputStream.nullInputStream()));
    return new Streamed(
        response.statusCode(),
        response.headers(),
        response.statusCode() == OK
            ? new WatchedStream(response.body(), call, nanoTime)
            : response.body());
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws RegistryFailure {
    String host = request.uri().getHost();
    long left = Math.min(call.toNanos(), endNanos - nanoTime.getAsLong());
    if (left <= 0) {
      throw new RegistryFailure(Kind.UNREACHABLE, host + " did not answer in time");
    }
    CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, handler);
    try {
      // The request's own timeout ends with the headers, but a body may trickle forever.
      return answer.get(left, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new RegistryFailure(Kind.UNREACHABLE, host + " does not answer in time", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new RegistryFailure(Kind.UNREACHABLE, "the call to " + host + " was interrupted", e);
    } catch (ExecutionException e) {
      throw failed(host, e);
    }
  }

  static RegistryFailure failed(String host, Exception failure) {
    return switch (failure.getCause()) {
      case LimitedBytes.TooLongException tooLong ->
          new RegistryFailure(Kind.INVALID, host + " answers with what is too long", tooLong);
      case SSLException tls ->
          new RegistryFailure(
              Kind.UNREACHABLE, host + " is not trusted for TLS, or does not speak it", tls);
      case IOException io ->
          new RegistryFailure(
              Kind.UNREACHABLE, host + " cannot be reached, or its answer is incomplete", io);
      case null, default ->
          new RegistryFailure(Kind.UNREACHABLE, host + " cannot be called", failure);
    };
  }
}
