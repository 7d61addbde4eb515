// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import dev.modelsigning.metrics.MeterNames;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Field;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the webhook servable: a certificate in its Secret, its authority in the caBundle, both
 * renewed in time and restored when somebody deletes or damages them.
 *
 * <p>The primary resource is the ValidatingWebhookConfiguration: it exists from the install on, and
 * without it nobody calls the webhook. The Secrets only trigger. Being a reconciler, this runs on
 * the elected leader alone.
 */
@ControllerConfiguration(
    name = "webhook-tls",
    informer =
        @Informer(
            fieldSelector = @Field(path = "metadata.name", value = "model-signature-webhook")))
public final class WebhookTlsReconciler implements Reconciler<ValidatingWebhookConfiguration> {
  /** Looked at this often even when nothing is due: events may be missed, Secrets edited. */
  private static final Duration AT_LEAST_EVERY = Duration.ofHours(6);

  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(1);

  private final WebhookTlsNames names;
  private final Clock clock;
  private final WebhookCertificates certificates;
  private final AtomicLong leafEndsEpochSecond = new AtomicLong();

  /**
   * Wires the reconciler; nothing is read or written before the first event.
   *
   * @param policy lifetimes
   */
  public WebhookTlsReconciler(
      KubernetesClient client,
      Clock clock,
      WebhookTlsNames names,
      RotationPolicy policy,
      MeterRegistry meters) {
    this.names = names;
    this.clock = clock;
    var mint = new CertificateMint(names.serverNames(), new SecureRandom());
    this.certificates =
        new WebhookCertificates(client, clock, names, new CertificateRotation(policy, mint));
    meters.gauge(MeterNames.WEBHOOK_CERTIFICATE_END, leafEndsEpochSecond);
  }

  @Override
  public List<EventSource<?, ValidatingWebhookConfiguration>> prepareEventSources(
      EventSourceContext<ValidatingWebhookConfiguration> context) {
    var secrets =
        InformerEventSourceConfiguration.from(Secret.class, ValidatingWebhookConfiguration.class)
            .withName("webhook-tls-secrets")
            .withNamespaces(names.namespace())
            .withSecondaryToPrimaryMapper(
                secret -> isOurs(secret) ? Set.of(new ResourceID(names.configuration())) : Set.of())
            .build();
    return List.of(new InformerEventSource<>(secrets, context));
  }

  @Override
  public UpdateControl<ValidatingWebhookConfiguration> reconcile(
      ValidatingWebhookConfiguration configuration,
      Context<ValidatingWebhookConfiguration> context) {
    var settled = certificates.settle();
    leafEndsEpochSecond.set(settled.leafEnds().getEpochSecond());
    Duration pause = Duration.between(clock.instant(), settled.until());
    return UpdateControl.<ValidatingWebhookConfiguration>noUpdate()
        .rescheduleAfter(bounded(pause).toMillis());
  }

  private boolean isOurs(Secret secret) {
    String name = secret.getMetadata().getName();
    return name.equals(names.servingSecret()) || name.equals(names.authoritySecret());
  }

  private static Duration bounded(Duration pause) {
    Duration floor = pause.compareTo(AT_MOST_EVERY) < 0 ? AT_MOST_EVERY : pause;
    return floor.compareTo(AT_LEAST_EVERY) > 0 ? AT_LEAST_EVERY : floor;
  }
}
