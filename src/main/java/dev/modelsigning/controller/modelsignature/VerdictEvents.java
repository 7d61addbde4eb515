package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells of changed verdicts by Kubernetes Events and one line in the log. */
final class VerdictEvents {
  private static final Logger LOG = Logger.getLogger(VerdictEvents.class);
  private static final int MAX_MESSAGE = 1024;

  private final KubernetesClient client;
  private final Clock clock;

  VerdictEvents(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Says so when verdict or reason changed. An Event that cannot be written changes nothing. */
  void tell(
      ModelSignature resource, @Nullable ModelSignatureStatus before, ModelSignatureStatus after) {
    if (before != null
        && before.verdict == after.verdict
        && Objects.equals(before.reason, after.reason)) {
      return;
    }
    var metadata = resource.getMetadata();
    LOG.infof(
        "namespace=%s name=%s generation=%d verdict=%s reason=%s",
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getGeneration(),
        after.verdict,
        after.reason);
    try {
      write(resource, after);
    } catch (KubernetesClientException e) {
      LOG.warnf(
          "namespace=%s name=%s event not written: %s",
          metadata.getNamespace(), metadata.getName(), e.getMessage());
    }
  }

  private void write(ModelSignature resource, ModelSignatureStatus after) {
    var metadata = resource.getMetadata();
    boolean good =
        after.verdict == VerdictState.Verified || Objects.equals(after.reason, "Measuring");
    String message =
        after.message.length() > MAX_MESSAGE
            ? after.message.substring(0, MAX_MESSAGE)
            : after.message;
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    client
        .v1()
        .events()
        .inNamespace(metadata.getNamespace())
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withNamespace(metadata.getNamespace())
                .withGenerateName(metadata.getName() + ".")
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(resource.getApiVersion())
                .withKind(resource.getKind())
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .endInvolvedObject()
                .withType(good ? "Normal" : "Warning")
                .withReason(after.reason)
                .withMessage(after.verdict + ": " + message)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource()
                .withComponent("model-signature-operator")
                .endSource()
                .build())
        .create();
  }
}
