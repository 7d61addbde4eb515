// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.room.LogBudget;
import dev.modelsigning.admission.room.Room;
import dev.modelsigning.admission.room.TurnedAwayException;
import dev.modelsigning.metrics.Metric;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Answers the admission reviews of the API server. A failure never allows: an error status leaves
 * the decision to the failurePolicy of the entry, which is Fail where a policy enforces. The answer
 * of a failure names an id at most; the cause is in the log under that id.
 */
@Singleton
public class AdmissionEndpoint {
  private static final Logger LOG = Logger.getLogger(AdmissionEndpoint.class);

  /** How long a review waits for others; the API server waits for 5 s at most. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** The API server waits for a warning for 1 s at most. */
  private static final Duration WORKLOAD_PATIENCE = Duration.ofMillis(200);

  /** Within this a decision has to begin, so that it ends before the API server gives up. */
  private static final Duration DEADLINE = Duration.ofSeconds(3);

  private final AdmissionService service;
  private final MeterRegistry meters;
  private final Room room = new Room(PATIENCE);
  private final Room workloads = Room.forWorkloads(WORKLOAD_PATIENCE);
  private final LogBudget malformedBodies = new LogBudget();

  /** Constructed by the container. */
  public AdmissionEndpoint(AdmissionService service, MeterRegistry meters) {
    this.service = service;
    this.meters = meters;
    if (service.isWebhook()) {
      // From the beginning: of a counter that appears with its first value no increase is seen.
      for (var cause : TurnedAwayException.Cause.values()) {
        Metric.ADMISSION_TURNED_AWAY.counter(meters, cause.label());
      }
    }
  }

  /**
   * Answers one review: 200 with a decision, 400 for anything else, 503 until the caches are full
   * or while too much is being decided.
   *
   * @param body all of it
   * @param start when it began to arrive, in the time of {@link System#nanoTime}
   */
  Response review(ReviewPath path, byte[] body, long start) {
    return review(path, body, start, true);
  }

  /** The same for a review of a workload, which is always admitted. */
  Response reviewWorkload(ReviewPath path, byte[] body, long start) {
    return review(path, body, start, false);
  }

  private Response review(ReviewPath path, byte[] body, long start, boolean ofPod) {
    if (!service.isReady()) {
      return failed(503, "the webhook is not ready: it is still filling its caches");
    }
    try (Entrance entrance = new Entrance(body.length, ofPod)) {
      return switch (ReviewReader.read(
          new ByteArrayInputStream(body),
          namespace -> service.concerns(namespace, path),
          entrance::open)) {
        case Review.Malformed() -> failed(400, "the body is not an AdmissionReview with a request");
        case Review.Unconcerned(String uid) -> answered(service.unconcerned(uid));
        case Review.Concerned(var request) -> {
          if (System.nanoTime() - start > DEADLINE.toNanos()) {
            throw new TurnedAwayException(TurnedAwayException.Cause.TIME);
          }
          yield answered(ofPod ? service.decide(request, path) : service.warn(request, path));
        }
      };
    } catch (TurnedAwayException e) {
      return turnedAway(e.reason(), ofPod);
    } catch (IOException | IllegalArgumentException e) {
      return malformed(e);
    } catch (KubernetesClientException e) {
      return unexpected(400, e);
    } catch (RuntimeException e) {
      return unexpected(500, e);
    }
  }

  /**
   * Answers a review of a pod without ever waiting, as JSON; empty when a thread that may wait has
   * to answer it, which says then what is wrong, if anything is.
   *
   * @param rehearsed whether it is no review of the API server, and its answer means nothing
   */
  Optional<byte[]> reviewNow(ReviewPath path, byte[] body, boolean rehearsed) {
    if (!rehearsed && !service.isReady()) {
      return Optional.empty();
    }
    Optional<Room.Share> share = room.takeNow(body.length);
    if (share.isEmpty()) {
      return Optional.empty();
    }
    try {
      return answer(rehearsed ? service.rehearsedCaches() : service.caches(), path, body);
    } catch (IOException | TurnedAwayException | RuntimeException e) {
      return Optional.empty();
    } finally {
      share.get().close();
    }
  }

  private Optional<byte[]> answer(ClusterState caches, ReviewPath path, byte[] body)
      throws IOException, TurnedAwayException {
    return switch (ReviewReader.read(
        body, namespace -> service.concernsNow(caches, namespace, path), namespace -> {})) {
      case Review.Malformed() -> Optional.empty();
      case Review.Unconcerned(String uid) ->
          Optional.of(ReviewExchange.json(service.unconcerned(uid)));
      case Review.Concerned(var request) ->
          Optional.of(ReviewExchange.json(service.decideNow(caches, request, path)));
    };
  }

  /** A review's share of the room, taken when its pod is about to be read. */
  private final class Entrance implements AutoCloseable {
    private final int bytes;
    private final boolean ofPod;
    private Room.Share share = () -> {};

    Entrance(int bytes, boolean ofPod) {
      this.ofPod = ofPod;
      this.bytes = bytes;
    }

    void open(String namespace) throws TurnedAwayException {
      share = ofPod ? room.take(bytes, namespace) : workloads.take(bytes);
    }

    @Override
    public void close() {
      share.close();
    }
  }

  private static Response answered(AdmissionResponse response) {
    return Response.ok(new String(ReviewExchange.json(response), StandardCharsets.UTF_8)).build();
  }

  /**
   * The answer to a review that is not decided.
   *
   * @param ofPod whether a pod waits for it, which the metric counts; other reviews only warn
   */
  Response turnedAway(TurnedAwayException.Cause cause, boolean ofPod) {
    if (ofPod) {
      Metric.ADMISSION_TURNED_AWAY.counter(meters, cause.label()).increment();
    }
    return switch (cause) {
      case BUSY, TIME ->
          Response.fromResponse(failed(503, "too many reviews at once; hint: try again"))
              .header(HttpHeaders.RETRY_AFTER, 1)
              .build();
      case SIZE ->
          failed(
              413,
              "the review is larger than "
                  + (Room.LARGEST_REVIEW >> 20)
                  + " MiB; hint: make the pod's specification smaller");
    };
  }

  /** Anybody can send such a body, again and again: one line, and not for each. */
  private Response malformed(Exception cause) {
    LogBudget.Line line = malformedBodies.take();
    if (line == LogBudget.Line.NONE) {
      return failed(400, "the body cannot be read as an AdmissionReview");
    }
    String id = UUID.randomUUID().toString();
    LOG.warnf(
        "admission request failed id=%s: the body cannot be read as an AdmissionReview (%s)%s",
        id,
        cause.getClass().getSimpleName(),
        line == LogBudget.Line.LAST ? "; more of them within this minute are not logged" : "");
    return failed(400, "the request could not be decided; log id " + id);
  }

  private static Response unexpected(int status, Exception cause) {
    String id = UUID.randomUUID().toString();
    LOG.errorf(cause, "admission request failed id=%s", id);
    return failed(status, "the request could not be decided; log id " + id);
  }

  private static Response failed(int status, String message) {
    return Response.status(status).type(MediaType.TEXT_PLAIN).entity(message).build();
  }
}
