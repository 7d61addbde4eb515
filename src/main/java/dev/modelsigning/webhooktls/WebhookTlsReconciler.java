// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import dev.modelsigning.metrics.Metric;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Field;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
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
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Keeps a valid certificate in the webhook's Secret and its authority in the caBundle: both are
 * renewed in time, and restored when they are deleted or damaged.
 *
 * <p>The primary resource is the ValidatingWebhookConfiguration, which the install creates; without
 * it the API server never calls the webhook. The Secrets only trigger. As a reconciler, this runs
 * on the elected leader only. What fails is tried again for as long as it takes: a certificate that
 * is not replaced ends all admission.
 */
@ControllerConfiguration(
    name = "webhook-tls",
    informer =
        @Informer(
            fieldSelector = @Field(path = "metadata.name", value = "model-signature-webhook")))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 60_000)
public final class WebhookTlsReconciler implements Reconciler<ValidatingWebhookConfiguration> {
  private static final Logger LOG = Logger.getLogger(WebhookTlsReconciler.class);

  /** Upper bound, for missed events and edited Secrets. */
  private static final Duration LONGEST_INTERVAL = Duration.ofHours(6);

  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);

  private final WebhookTlsNames names;
  private final Clock clock;
  private final WebhookCertificates certificates;
  private final AtomicLong leafExpiryEpochSecond = new AtomicLong();

  /**
   * Nothing is read or written before the first event.
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
        new WebhookCertificates(
            client, clock, names, new CertificateRotation(policy, mint), this::served);
    Metric.WEBHOOK_CERTIFICATE_EXPIRY.gauge(meters, leafExpiryEpochSecond, AtomicLong::get);
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
    // A deleted primary is not reconciled, but its end has to be in the log.
    var deletions =
        InformerEventSourceConfiguration.from(
                ValidatingWebhookConfiguration.class, ValidatingWebhookConfiguration.class)
            .withName("webhook-configuration-deletions")
            .withFieldSelector(
                new FieldSelector(new FieldSelector.Field("metadata.name", names.configuration())))
            .withSecondaryToPrimaryMapper(configuration -> Set.of())
            .withOnDeleteFilter((configuration, finalStateUnknown) -> reportDeletion())
            .build();
    return List.of(
        new InformerEventSource<>(secrets, context), new InformerEventSource<>(deletions, context));
  }

  private boolean reportDeletion() {
    LOG.warnf(
        "enforcement is off: ValidatingWebhookConfiguration %s was deleted, no pod is checked; hint:"
            + " apply the install manifests again unless this is a removal",
        names.configuration());
    return false;
  }

  @Override
  public UpdateControl<ValidatingWebhookConfiguration> reconcile(
      ValidatingWebhookConfiguration configuration,
      Context<ValidatingWebhookConfiguration> context) {
    Duration pause = Duration.between(clock.instant(), certificates.settle());
    return UpdateControl.<ValidatingWebhookConfiguration>noUpdate()
        .rescheduleAfter(bounded(pause).toMillis());
  }

  private void served(Optional<Instant> until) {
    leafExpiryEpochSecond.set(until.map(Instant::getEpochSecond).orElse(0L));
  }

  private boolean isOurs(Secret secret) {
    String name = secret.getMetadata().getName();
    return name.equals(names.servingSecret()) || name.equals(names.authoritySecret());
  }

  private static Duration bounded(Duration pause) {
    Duration floor = pause.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : pause;
    return floor.compareTo(LONGEST_INTERVAL) > 0 ? LONGEST_INTERVAL : floor;
  }
}
