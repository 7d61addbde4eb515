// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.room.TurnedAwayException;
import dev.modelsigning.admission.sample.SampleCluster;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers reviews of pods where they arrive, without handing them to another thread. That takes a
 * body of a usual size, and a decision that the caches can make: whatever else comes is left to
 * {@link AdmissionEndpoint}, whose threads may wait.
 */
@Singleton
public class ReviewRoutes {
  /** Reviews of pods have some KiB; a larger one takes so long that others would wait for it. */
  static final int LARGEST = 16 << 10;

  /**
   * Reviews at a time, from their beginning to their answer: each holds its body here, also while
   * it waits for a thread. Of more of them the bodies wait in the network.
   */
  static final int MOST_ARRIVING = 128;

  /** As an entry of the webhook configuration names its policy. */
  private static final ReviewPath REHEARSED = ReviewPath.of(SampleCluster.NAME);

  private static final String PODS = AdmissionEndpoint.PATH + "/";

  private final AdmissionService service;
  private final AdmissionEndpoint endpoint;
  private final Rehearsal rehearsal;
  private final AtomicInteger arriving = new AtomicInteger();

  /** Constructed by the container. */
  public ReviewRoutes(AdmissionService service, AdmissionEndpoint endpoint, Rehearsal rehearsal) {
    this.service = service;
    this.endpoint = endpoint;
    this.rehearsal = rehearsal;
  }

  void install(@Observes Router router) {
    if (service.isWebhook()) {
      router.route(HttpMethod.POST, PODS + "*").handler(this::takeNamed);
      router
          .route(HttpMethod.POST, NamespacedAdmissionEndpoint.PATH)
          .handler(context -> take(context, ReviewPath.ofNamespace(), false));
      router.route(HttpMethod.POST, rehearsal.path()).handler(this::rehearse);
    }
  }

  /** The router matches the folder itself as well. */
  private void takeNamed(RoutingContext context) {
    String path = context.normalizedPath();
    if (path.startsWith(PODS)) {
      take(context, ReviewPath.of(path.substring(PODS.length())), false);
    } else {
      context.next();
    }
  }

  private void take(RoutingContext context, ReviewPath path, boolean rehearsed) {
    HttpServerRequest request = context.request();
    int length = length(request);
    if (length <= 0 || length > LARGEST || !isJson(request)) {
      context.next();
      return;
    }
    if (arriving.incrementAndGet() > MOST_ARRIVING) {
      arriving.decrementAndGet();
      context.next();
      return;
    }
    long late =
        context.vertx().setTimer(AdmissionEndpoint.ARRIVAL.toMillis(), timer -> giveUp(request));
    request
        // Quarkus hands requests over as they stand still.
        .resume()
        .body()
        .onComplete(
            body -> {
              context.vertx().cancelTimer(late);
              if (body.failed() || context.response().ended()) {
                arriving.decrementAndGet();
              } else {
                answer(context, path, body.result().getBytes(), rehearsed);
              }
            });
  }

  private void answer(RoutingContext context, ReviewPath path, byte[] body, boolean rehearsed) {
    Optional<byte[]> now = endpoint.reviewNow(path, body, rehearsed);
    if (now.isPresent()) {
      arriving.decrementAndGet();
      send(context.response(), now.get());
    } else if (rehearsed) {
      arriving.decrementAndGet();
      context.fail(400);
    } else {
      answerLater(context, path, body);
    }
  }

  /** By a thread that may wait: for room, or for the API server. */
  private void answerLater(RoutingContext context, ReviewPath path, byte[] body) {
    context
        .vertx()
        .executeBlocking(
            () -> endpoint.review(path, new ByteArrayInputStream(body), body.length), false)
        .onComplete(done -> arriving.decrementAndGet())
        .onSuccess(answer -> send(context.response(), answer))
        .onFailure(context::fail);
  }

  /** The body does not arrive in time, and the rest of it is not read. */
  private void giveUp(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    send(response, endpoint.turnedAway(TurnedAwayException.Cause.TIME))
        .onComplete(
            sent -> {
              if (request.version() == HttpVersion.HTTP_2) {
                // Others share the connection.
                response.reset();
              } else {
                var unused = request.connection().close();
              }
            });
  }

  /** By the way of all others, so that it is this one's code that is compiled. */
  private void rehearse(RoutingContext context) {
    if (rehearsal.isOver()) {
      context.fail(404);
    } else {
      take(context, REHEARSED, true);
    }
  }

  private static int length(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Integer.parseInt(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static boolean isJson(HttpServerRequest request) {
    return "application/json".equals(request.getHeader(HttpHeaders.CONTENT_TYPE));
  }

  private static void send(HttpServerResponse response, byte[] answer) {
    if (!response.closed()) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
      var unused = response.end(Buffer.buffer(answer));
    }
  }

  private static Future<Void> send(HttpServerResponse response, Response answer) {
    if (response.closed()) {
      return Future.succeededFuture();
    }
    response.setStatusCode(answer.getStatus());
    String type = answer.getMediaType() == null ? "application/json" : "text/plain";
    response.putHeader(HttpHeaders.CONTENT_TYPE, type);
    String pause = answer.getHeaderString(jakarta.ws.rs.core.HttpHeaders.RETRY_AFTER);
    if (pause != null) {
      response.putHeader(jakarta.ws.rs.core.HttpHeaders.RETRY_AFTER, pause);
    }
    return response.end(String.valueOf(answer.getEntity()));
  }
}
