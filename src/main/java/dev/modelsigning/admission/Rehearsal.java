// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.sample.SampleReviews;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Sends reviews to this process before it is ready, by the way that those of the API server take:
 * TLS and HTTP/2 over the socket, the reader, a decision about a cluster in memory, and the answer.
 * The first hundreds of reviews of a new JVM take many times as long as later ones, and nobody
 * waits for these. They are bounded in number and in time, and whatever goes wrong ends them.
 */
@Singleton
public class Rehearsal {
  private static final Logger LOG = Logger.getLogger(Rehearsal.class);

  private static final int REVIEWS = 6_000;
  private static final Duration TIME = Duration.ofSeconds(4);

  /** As many as the API server often has on their way to one webhook. */
  private static final int AT_ONCE = 2;

  private final boolean isWebhook;
  private final Vertx vertx;
  private final List<Buffer> reviews;
  // Nobody else can take part: what is rehearsed is no review, but costs time.
  private final String path =
      "/rehearsal/" + new BigInteger(160, new SecureRandom()).toString(Character.MAX_RADIX);
  private final AtomicInteger left = new AtomicInteger(REVIEWS);
  private final AtomicInteger running = new AtomicInteger(AT_ONCE);
  private volatile boolean over;

  /** Constructed by the container. */
  @Inject
  public Rehearsal(OmsConfig config, Vertx vertx) {
    this.isWebhook = config.role() == Role.WEBHOOK;
    this.vertx = vertx;
    this.reviews = SampleReviews.all().stream().map(Buffer::buffer).toList();
  }

  /** Where the reviews go. */
  String path() {
    return path;
  }

  /** Whether it has ended; one that never begins has not. */
  boolean isOver() {
    return over;
  }

  void begin(@ObservesAsync HttpsServerStart started) {
    if (isWebhook) {
      begin(started.options());
    }
  }

  private void begin(HttpServerOptions server) {
    // This process calls itself: there is nobody whose certificate would have to be checked.
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2));
    RequestOptions to =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(server.getPort())
            .setURI(path)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    long deadline = System.nanoTime() + TIME.toNanos();
    vertx.setTimer(TIME.toMillis() + 1_000, timer -> end(client));
    for (int i = 0; i < AT_ONCE; i++) {
      next(client, to, deadline);
    }
  }

  private void next(HttpClient client, RequestOptions to, long deadline) {
    int number = left.decrementAndGet();
    if (over || number < 0 || System.nanoTime() - deadline > 0) {
      if (running.decrementAndGet() == 0) {
        end(client);
      }
      return;
    }
    client
        .request(to)
        .compose(request -> request.send(reviews.get(number % reviews.size())))
        .compose(response -> response.body())
        .onSuccess(body -> next(client, to, deadline))
        .onFailure(
            cause -> {
              LOG.warnf("the rehearsal of reviews ended early: %s", cause);
              end(client);
            });
  }

  /** Nothing more is rehearsed. */
  void end() {
    over = true;
  }

  private void end(HttpClient client) {
    if (!over) {
      end();
      LOG.infof("rehearsed reviews=%d", REVIEWS - Math.max(0, left.get()));
      var unused = client.close();
    }
  }
}
