// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.discovery;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.CacheFingerprint;
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
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks every minute for what policies select. Claims are looked for only when something of it has
 * changed; the templates of workloads, whose images a policy may want, are in no cache and are read
 * each time. The primary resource is the webhook configuration, which is one object and always
 * there, so that one pass serves all policies and also cleans up after a policy that is gone.
 */
@ControllerConfiguration(
    name = "discovery",
    informer =
        @Informer(
            fieldSelector = @Field(path = "metadata.name", value = DiscoveryReconciler.PRIMARY)))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 10_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class DiscoveryReconciler implements Reconciler<ValidatingWebhookConfiguration> {
  static final String PRIMARY = "model-signature-webhook";

  /** Between two looks: labels of claims are not watched. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  /** Between two looks when a policy has changed: each lists claims. */
  static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(10);

  private final DiscoveryPass pass;
  private final DiscoveryReports reports;
  private final Clock clock;
  private final CacheFingerprint fingerprint;
  private Optional<SeenClaims> settled = Optional.empty();
  private Instant looked = Instant.EPOCH;
  private @Nullable InformerEventSource<ClusterModelTrustPolicy, ValidatingWebhookConfiguration>
      policies;

  /** Constructed by the container. */
  @Inject
  public DiscoveryReconciler(
      OmsConfig config,
      KubernetesClient client,
      DiscoveryReports reports,
      Clock clock,
      CacheFingerprint fingerprint) {
    this.fingerprint = fingerprint;
    this.pass = new DiscoveryPass(client, ExemptNamespaces.of(config).names());
    this.reports = reports;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ValidatingWebhookConfiguration>> prepareEventSources(
      EventSourceContext<ValidatingWebhookConfiguration> context) {
    policies =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(
                    ClusterModelTrustPolicy.class, ValidatingWebhookConfiguration.class)
                .withName("discovering-policies")
                .withSecondaryToPrimaryMapper(policy -> Set.of(new ResourceID(PRIMARY)))
                .build(),
            context);
    return List.of(policies);
  }

  /** One at a time: there is one primary resource. */
  @Override
  public UpdateControl<ValidatingWebhookConfiguration> reconcile(
      ValidatingWebhookConfiguration configuration,
      Context<ValidatingWebhookConfiguration> context) {
    UpdateControl<ValidatingWebhookConfiguration> done = UpdateControl.noUpdate();
    Instant now = clock.instant();
    Instant due = looked.plus(SHORTEST_INTERVAL);
    if (now.isBefore(due)) {
      return done.rescheduleAfter(Duration.between(now, due).plusMillis(1));
    }
    looked = now;
    List<ClusterModelTrustPolicy> all = Objects.requireNonNull(policies).list().toList();
    Optional<SeenClaims> seen = SeenClaims.of(fingerprint, all);
    if (seen.isEmpty() || !seen.equals(settled)) {
      settled = Optional.empty();
      var found = pass.run(all);
      reports.report(found);
      settled = isAllDone(all, found) ? seen : settled;
    }
    return done.rescheduleAfter(INTERVAL);
  }

  private static boolean isAllDone(
      List<ClusterModelTrustPolicy> policies, Map<String, DiscoveryReports.Report> found) {
    return policies.stream()
            .filter(policy -> policy.getSpec() != null && policy.getSpec().discovery != null)
            .allMatch(policy -> found.containsKey(policy.getMetadata().getName()))
        && found.values().stream().allMatch(report -> report.refused() == 0);
  }
}
