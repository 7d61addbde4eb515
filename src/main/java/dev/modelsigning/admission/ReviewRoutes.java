// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.IncomingReview.Decider;
import dev.modelsigning.admission.room.Arrivals;
import dev.modelsigning.admission.room.Room;
import dev.modelsigning.admission.room.TurnedAwayException;
import dev.modelsigning.admission.sample.SampleCluster;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Optional;

/**
 * The paths of reviews. A review of a pod of a usual size, about which the caches can decide, is
 * answered where it arrives, without handing it to another thread. Whatever else comes is answered
 * by threads that may wait, once all of it is here.
 */
@Singleton
public class ReviewRoutes {
  /** Reviews of pods have some KiB; a larger one takes so long that others would wait for it. */
  static final int LARGEST = 16 << 10;

  /** The names of policies of the cluster follow, one segment each. */
  private static final String PODS = "/admission/";

  /**
   * For the policies of namespaces. It is beside the one above, whose segments are names of
   * policies of the cluster, whatever they are.
   */
  private static final String NAMESPACED = "/namespaced-admission/policies";

  /** As the first one, for workloads, of whose pods their authors are warned. */
  private static final String WORKLOADS = "/workload-admission/";

  /** As an entry of the webhook configuration names its policy. */
  private static final ReviewPath REHEARSED = ReviewPath.of(SampleCluster.NAME);

  private final AdmissionService service;
  private final AdmissionEndpoint endpoint;
  private final Rehearsal rehearsal;
  private final Arrivals small = Arrivals.ofSmall();
  private final Arrivals large = Arrivals.ofLarge();
  private final Arrivals workloads = Arrivals.ofWorkloads();

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
          .route(HttpMethod.POST, NAMESPACED)
          .handler(context -> take(context, new OfPod(ReviewPath.ofNamespace())));
      router.route(HttpMethod.POST, WORKLOADS + "*").handler(this::takeWorkload);
      router.route(HttpMethod.POST, rehearsal.path()).handler(this::rehearse);
    }
  }

  private void takeNamed(RoutingContext context) {
    policies(context, PODS)
        .ifPresentOrElse(path -> take(context, new OfPod(path)), () -> context.fail(404));
  }

  private void takeWorkload(RoutingContext context) {
    policies(context, WORKLOADS)
        .ifPresentOrElse(path -> take(context, new OfWorkload(path)), () -> context.fail(404));
  }

  /** The router matches the folder itself as well. */
  private static Optional<ReviewPath> policies(RoutingContext context, String folder) {
    String path = context.normalizedPath();
    return path.length() > folder.length() && path.startsWith(folder)
        ? Optional.of(ReviewPath.of(path.substring(folder.length())))
        : Optional.empty();
  }

  /** By the way of all others, so that it is this one's code that is compiled. */
  private void rehearse(RoutingContext context) {
    if (rehearsal.isOver()) {
      context.fail(404);
    } else {
      take(context, new Rehearsed());
    }
  }

  private void take(RoutingContext context, Decider decider) {
    HttpServerRequest request = context.request();
    if (!isJson(request)) {
      context.fail(415);
      return;
    }
    long length = length(request);
    Arrivals ofPods = length > 0 && length <= Room.SMALL_ARRIVAL ? small : large;
    IncomingReview.take(context, decider instanceof OfWorkload ? workloads : ofPods, decider);
  }

  /** 0 when it is not known. */
  private static long length(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static boolean isJson(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type != null
        && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json");
  }

  private final class OfPod implements Decider {
    private final ReviewPath path;

    OfPod(ReviewPath path) {
      this.path = path;
    }

    @Override
    public Optional<byte[]> now(byte[] body) {
      return body.length > LARGEST ? Optional.empty() : endpoint.reviewNow(path, body, false);
    }

    @Override
    public Response later(byte[] body, long start) {
      return endpoint.review(path, body, start);
    }

    @Override
    public Response turnedAway(TurnedAwayException.Cause cause) {
      return endpoint.turnedAway(cause, true);
    }
  }

  private final class OfWorkload implements Decider {
    private final ReviewPath path;

    OfWorkload(ReviewPath path) {
      this.path = path;
    }

    @Override
    public Optional<byte[]> now(byte[] body) {
      return Optional.empty();
    }

    @Override
    public Response later(byte[] body, long start) {
      return endpoint.reviewWorkload(path, body, start);
    }

    @Override
    public Response turnedAway(TurnedAwayException.Cause cause) {
      return endpoint.turnedAway(cause, false);
    }
  }

  private final class Rehearsed implements Decider {
    @Override
    public Optional<byte[]> now(byte[] body) {
      return endpoint.reviewNow(REHEARSED, body, true);
    }

    /** What is rehearsed is decided at once, or not at all. */
    @Override
    public Response later(byte[] body, long start) {
      return Response.status(400).entity("").build();
    }

    @Override
    public Response turnedAway(TurnedAwayException.Cause cause) {
      return endpoint.turnedAway(cause, false);
    }
  }
}
