// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.room.Arrivals;
import dev.modelsigning.admission.room.Room;
import dev.modelsigning.admission.room.TurnedAwayException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * A review that arrives. Its body is read where it arrives, and no thread waits for it: a thread is
 * taken when all of it is here. On the event loop of its connection.
 */
final class IncomingReview {
  /** Within this a body has to arrive; the API server sends it at once. */
  private static final long ARRIVAL_MILLISECONDS = 2_000;

  private final RoutingContext context;
  private final HttpServerRequest request;
  private final Decider decider;
  private final Arrivals.Body arrival;
  private final long start = System.nanoTime();
  private final long late;
  private Buffer body = Buffer.buffer(0);
  private int parts;
  private boolean hasThread;

  /** Who answers it when it is here. */
  interface Decider {
    /** Answers without ever waiting, as JSON; empty when a thread that may wait has to. */
    Optional<byte[]> now(byte[] body);

    /**
     * Answers on a thread that may wait.
     *
     * @param start when the review began to arrive, in the time of {@link System#nanoTime}
     */
    Response later(byte[] body, long start);

    /** The answer to a review that is not decided. */
    Response turnedAway(TurnedAwayException.Cause cause);
  }

  private IncomingReview(RoutingContext context, Arrivals arrivals, Decider decider) {
    this.context = context;
    this.request = context.request();
    this.decider = decider;
    Context loop = context.vertx().getOrCreateContext();
    this.late =
        context
            .vertx()
            .setTimer(ARRIVAL_MILLISECONDS, timer -> turnAway(TurnedAwayException.Cause.TIME));
    this.arrival =
        arrivals.begin(() -> loop.runOnContext(now -> turnAway(TurnedAwayException.Cause.BUSY)));
  }

  /** Reads and answers it. */
  static void take(RoutingContext context, Arrivals arrivals, Decider decider) {
    new IncomingReview(context, arrivals, decider).read();
  }

  private void read() {
    request.handler(this::receive);
    request.endHandler(end -> answer());
    request.exceptionHandler(failure -> breakOff());
    // Quarkus hands requests over as they stand still.
    request.resume();
  }

  private void receive(Buffer part) {
    if (request.response().ended()) {
      return;
    }
    if (body.length() + part.length() > Room.LARGEST_REVIEW) {
      turnAway(TurnedAwayException.Cause.SIZE);
      return;
    }
    add(part);
    arrival.receive(part.length());
  }

  /** Nearly all come in one part. Others are joined at once: a part of one byte costs a hundred. */
  private void add(Buffer part) {
    parts++;
    if (parts == 1) {
      body = part;
      return;
    }
    if (parts == 2) {
      body = body.copy();
    }
    body.appendBuffer(part);
  }

  private void answer() {
    context.vertx().cancelTimer(late);
    if (request.response().ended()) {
      end();
      return;
    }
    byte[] whole = body.getBytes();
    body = Buffer.buffer(0);
    Optional<byte[]> now = decider.now(whole);
    if (now.isPresent()) {
      end();
      send(request.response(), now.get());
    } else if (arrival.takeThread()) {
      hasThread = true;
      answerLater(whole);
    } else {
      turnAway(TurnedAwayException.Cause.BUSY);
    }
  }

  /** By a thread that may wait: for room, or for the API server. */
  private void answerLater(byte[] whole) {
    context
        .vertx()
        .executeBlocking(() -> decider.later(whole, start), false)
        .onComplete(done -> end())
        .onSuccess(answer -> send(request.response(), answer))
        .onFailure(context::fail);
  }

  /** The thread goes on with it, so that it counts until it is answered. */
  private void breakOff() {
    if (!hasThread) {
      end();
    }
  }

  private void end() {
    context.vertx().cancelTimer(late);
    arrival.close();
    body = Buffer.buffer(0);
  }

  /** What is not here yet of the body is not read. */
  private void turnAway(TurnedAwayException.Cause cause) {
    end();
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    boolean complete = request.isEnded();
    send(response, decider.turnedAway(cause))
        .onComplete(
            sent -> {
              if (!complete) {
                stopReading();
              }
            });
  }

  private void stopReading() {
    if (request.version() == HttpVersion.HTTP_2) {
      // Others share the connection.
      request.response().reset();
    } else {
      var unused = request.connection().close();
    }
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
