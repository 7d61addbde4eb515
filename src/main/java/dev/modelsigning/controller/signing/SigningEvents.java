package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.SigningState;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/** Tells of a signing job's transitions by Kubernetes Events; one that fails changes nothing. */
final class SigningEvents {
  private static final Logger LOG = Logger.getLogger(SigningEvents.class);

  /** What the API server accepts. */
  private static final int MAX_MESSAGE = 1024;

  private final KubernetesClient client;
  private final Clock clock;

  SigningEvents(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  void tell(ModelSigningJob job, ModelSigningJobStatus status) {
    var metadata = job.getMetadata();
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String message = status.state + ": " + status.message;
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(metadata.getNamespace())
            .withGenerateName(metadata.getName() + ".")
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion(job.getApiVersion())
            .withKind(job.getKind())
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName())
            .withUid(metadata.getUid())
            .endInvolvedObject()
            .withType(status.state == SigningState.Failed ? "Warning" : "Normal")
            .withReason(status.reason)
            .withMessage(
                message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .withNewSource()
            .withComponent("model-signature-operator")
            .endSource()
            .build();
    try {
      client.v1().events().inNamespace(metadata.getNamespace()).resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.warnf(
          "namespace=%s name=%s event not written: %s",
          metadata.getNamespace(), metadata.getName(), e.getMessage());
    }
  }
}
