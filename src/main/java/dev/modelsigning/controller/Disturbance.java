// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.vertx.core.VertxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Failures that belong to the life of a cluster: a resource that is deleted while it is reconciled,
 * a namespace that ends, an API server that is away. They leave at most one line in the log, no
 * stack trace and no growing pauses, so that work goes on soon after their end.
 */
public enum Disturbance {
  /** The resource is gone, or its namespace ends; there is nothing left to do. */
  GONE,
  /** The API server could not be asked, or somebody else wrote meanwhile. */
  AWAY;

  private static final Logger LOG = Logger.getLogger(Disturbance.class);

  /** Until the next try: well below the time in which work has to go on. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final Set<Integer> AWAY_CODES = Set.of(0, 429, 502, 503, 504);
  private static final int CAUSES = 8;

  /** Kubernetes' word for a namespace that is being deleted. */
  private static final String NAMESPACE_ENDS = "NamespaceTerminating";

  /** What a failure is; empty when somebody has to look at it. */
  public static Optional<Disturbance> of(
      HasMetadata resource, KubernetesClient client, Exception failure) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES && cause != null; i++) {
      if (cause instanceof KubernetesClientException refused) {
        return refused(resource, client, refused);
      }
      if (cause instanceof IOException
          || cause instanceof UncheckedIOException
          || cause instanceof TimeoutException) {
        return Optional.of(AWAY);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /**
   * How the framework goes on after a failure that is one of these; empty when it is none.
   *
   * @param resource what was reconciled
   */
  public static <P extends HasMetadata> Optional<ErrorStatusUpdateControl<P>> answer(
      P resource, KubernetesClient client, Exception failure) {
    Optional<Disturbance> found = of(resource, client, failure);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ErrorStatusUpdateControl<P> control = ErrorStatusUpdateControl.noStatusUpdate();
    return switch (found.get()) {
      case GONE -> Optional.of(control.withNoRetry());
      case AWAY -> {
        if (!(failure instanceof LaterException)) {
          LOG.warnf(
              "kind=%s namespace=%s name=%s tried again in %d s: %s",
              resource.getKind(),
              resource.getMetadata().getNamespace(),
              resource.getMetadata().getName(),
              PAUSE.toSeconds(),
              failure.getMessage());
        }
        control.withNoRetry().rescheduleAfter(PAUSE);
        yield Optional.of(control);
      }
    };
  }

  private static Optional<Disturbance> refused(
      HasMetadata resource, KubernetesClient client, KubernetesClientException refused) {
    if (AWAY_CODES.contains(refused.getCode())
        || refused.getCode() == HttpURLConnection.HTTP_CONFLICT
        || isUnanswered(refused)) {
      return Optional.of(AWAY);
    }
    boolean gone =
        namespaceEnds(refused)
            || (refused.getCode() == HttpURLConnection.HTTP_NOT_FOUND && isGone(resource, client));
    return gone ? Optional.of(GONE) : Optional.empty();
  }

  /**
   * Whether a failure says nothing of what was asked for: nobody answers, or the namespace ends.
   */
  public static boolean concernsAll(KubernetesClientException refused) {
    return AWAY_CODES.contains(refused.getCode())
        || isUnanswered(refused)
        || namespaceEnds(refused);
  }

  /** Whether the connection ended before an answer, which is no answer that cannot be read. */
  private static boolean isUnanswered(KubernetesClientException refused) {
    Throwable cause = refused.getCode() < 0 ? refused.getCause() : null;
    for (int i = 0; i < CAUSES && cause != null; i++) {
      if (cause instanceof JsonProcessingException) {
        return false;
      }
      if (cause instanceof IOException
          || cause instanceof TimeoutException
          || cause instanceof VertxException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** Whether a request was refused because its namespace is being deleted. */
  static boolean namespaceEnds(KubernetesClientException refused) {
    var status = refused.getStatus();
    return status != null
        && status.getDetails() != null
        && status.getDetails().getCauses() != null
        && status.getDetails().getCauses().stream()
            .map(StatusCause::getReason)
            .anyMatch(NAMESPACE_ENDS::equals);
  }

  /** When the API server cannot be asked, the failure is not explained. */
  private static boolean isGone(HasMetadata resource, KubernetesClient client) {
    try {
      HasMetadata stored = client.resource(resource).get();
      return stored == null
          || !Objects.equals(stored.getMetadata().getUid(), resource.getMetadata().getUid());
    } catch (KubernetesClientException e) {
      return e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
    }
  }
}
