// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.reporting;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.Sight;
import dev.modelsigning.controller.census.Known;
import dev.modelsigning.controller.census.StateGauges;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.Field;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Writes reports every half minute, where the configuration wants them and the cluster has their
 * API. The primary resource is the webhook configuration, which is one object; the reports are
 * owned by it, so that they go when the operator is removed.
 */
@ControllerConfiguration(
    name = "reports",
    informer =
        @Informer(fieldSelector = @Field(path = "metadata.name", value = ReportReconciler.PRIMARY)))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 10_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class ReportReconciler implements Reconciler<ValidatingWebhookConfiguration> {
  static final String PRIMARY = "model-signature-webhook";

  /** Between two passes over what the operator has in its caches. */
  static final Duration INTERVAL = Duration.ofSeconds(30);

  /** Between two looks whether the API of reports was installed. */
  static final Duration WITHOUT_API = Duration.ofMinutes(10);

  private static final Logger LOG = Logger.getLogger(ReportReconciler.class);

  private final boolean enabled;
  private final ReportPass pass;
  private final StateGauges gauges;
  private final Sight sight;
  private final Clock clock;
  private Instant passed = Instant.EPOCH;
  private boolean missing;

  /** Constructed by the container. */
  public ReportReconciler(
      OmsConfig config, KubernetesClient client, StateGauges gauges, Sight sight, Clock clock) {
    this.enabled = config.reports().enabled();
    this.pass = new ReportPass(client);
    this.gauges = gauges;
    this.sight = sight;
    this.clock = clock;
  }

  /** One at a time: there is one primary resource. */
  @Override
  public UpdateControl<ValidatingWebhookConfiguration> reconcile(
      ValidatingWebhookConfiguration configuration,
      Context<ValidatingWebhookConfiguration> context) {
    UpdateControl<ValidatingWebhookConfiguration> done = UpdateControl.noUpdate();
    if (!enabled) {
      return done;
    }
    Instant now = clock.instant();
    Duration pause = missing ? WITHOUT_API : INTERVAL;
    if (now.isBefore(passed.plus(pause))) {
      return done.rescheduleAfter(Duration.between(now, passed.plus(pause)).plusMillis(1));
    }
    Optional<Known> known = gauges.known();
    // What is not seen yet would be reported as gone.
    if (known.isEmpty() || !sight.isComplete()) {
      return done.rescheduleAfter(INTERVAL);
    }
    passed = now;
    var modes =
        CurrentModes.of(
            Stream.concat(
                known.get().policies().stream(), known.get().namespacedPolicies().stream()));
    boolean served = pass.run(known.get().models(), modes, owner(configuration), now);
    if (!served && !missing) {
      LOG.info("no reports are written: the cluster has no reports.openreports.io");
    }
    missing = !served;
    return done.rescheduleAfter(missing ? WITHOUT_API : INTERVAL);
  }

  static OwnerReference owner(ValidatingWebhookConfiguration configuration) {
    return new OwnerReferenceBuilder()
        .withApiVersion(configuration.getApiVersion())
        .withKind(configuration.getKind())
        .withName(configuration.getMetadata().getName())
        .withUid(configuration.getMetadata().getUid())
        .build();
  }
}
