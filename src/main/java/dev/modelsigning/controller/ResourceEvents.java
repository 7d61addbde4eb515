// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller;

import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.text.Shortened;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Writes Kubernetes Events about the operator's resources. An Event that cannot be written leaves a
 * line in the log and changes nothing else.
 */
public final class ResourceEvents {
  /** Characters of a message; the API server accepts no longer one. */
  public static final int MAX_MESSAGE = 1024;

  private static final Logger LOG = Logger.getLogger(ResourceEvents.class);

  /** Where Events about objects of the cluster are kept. */
  private static final String OF_THE_CLUSTER = "default";

  /** Kubernetes' limit for names. */
  private static final int MAX_NAME = 253;

  private final KubernetesClient client;
  private final Clock clock;

  /** Writes with this client, at this clock's time. */
  public ResourceEvents(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Writes an Event of type {@code Normal}, or else {@code Warning}.
   *
   * @param message longer ones are cut to 1,024 characters
   */
  public void write(HasMetadata about, boolean normal, Reason reason, String message) {
    Event event = event(about, normal, reason, message);
    event.getMetadata().setGenerateName(about.getMetadata().getName() + ".");
    var unused = create(about, event);
  }

  /**
   * Writes an Event of type {@code Warning}, unless there is one with this reason about the same
   * object and occasion. So whoever does not know whether it was written may ask again, also in
   * another process.
   *
   * @param message longer ones are cut to 1,024 characters
   * @param occasion tells this time from others
   * @return whether there is nothing left to write
   */
  public boolean writeOnce(HasMetadata about, Reason reason, String message, String occasion) {
    Event event = event(about, false, reason, message);
    String key = about.getMetadata().getUid() + " " + reason.text() + " " + occasion;
    String own = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
    String usual = about.getMetadata().getName() + "." + own;
    event.getMetadata().setName(usual.length() <= MAX_NAME ? usual : own);
    return create(about, event);
  }

  private boolean create(HasMetadata about, Event event) {
    String namespace = event.getMetadata().getNamespace();
    try {
      client.v1().events().inNamespace(namespace).resource(event).create();
      return true;
    } catch (KubernetesClientException e) {
      boolean written =
          event.getMetadata().getName() != null && e.getCode() == HttpURLConnection.HTTP_CONFLICT;
      if (written || Disturbance.namespaceEnds(e)) {
        return true;
      }
      LOG.warnf(
          "namespace=%s name=%s the event cannot be written: %s",
          namespace, about.getMetadata().getName(), e.getMessage());
      return false;
    }
  }

  private Event event(HasMetadata about, boolean normal, Reason reason, String message) {
    var metadata = about.getMetadata();
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(Objects.requireNonNullElse(metadata.getNamespace(), OF_THE_CLUSTER))
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withNamespace(metadata.getNamespace())
        .withName(metadata.getName())
        .withUid(metadata.getUid())
        .endInvolvedObject()
        .withType(normal ? "Normal" : "Warning")
        .withReason(reason.text())
        .withMessage(Shortened.to(message, MAX_MESSAGE))
        .withFirstTimestamp(now)
        .withLastTimestamp(now)
        .withCount(1)
        .withNewSource()
        .withComponent("model-signature-operator")
        .endSource()
        .build();
  }
}
