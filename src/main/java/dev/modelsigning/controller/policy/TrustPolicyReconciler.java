// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.binding.Staleness;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.Disturbance;
import dev.modelsigning.controller.Sight;
import dev.modelsigning.controller.StatusConditions;
import dev.modelsigning.controller.discovery.DiscoveryReports;
import dev.modelsigning.controller.exemption.ExemptionEnds;
import dev.modelsigning.controller.impact.ImpactWatch;
import dev.modelsigning.controller.publishing.GateSources;
import dev.modelsigning.controller.publishing.Publication;
import dev.modelsigning.controller.publishing.TrustPublisher;
import dev.modelsigning.webhookscope.PolicyStanding;
import dev.modelsigning.webhookscope.Standings;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reports in a policy's status whether its authorities can be used, whether it is in force, and
 * which running pods it would refuse; publishes the digests of its authorities, and renews the
 * operator's sign of life.
 */
@ControllerConfiguration(name = "clustermodeltrustpolicy")
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class TrustPolicyReconciler implements Reconciler<ClusterModelTrustPolicy> {
  private static final Logger LOG = Logger.getLogger(TrustPolicyReconciler.class);

  /** How soon to look again while the operator does not see everything. */
  private static final Duration BLIND = Duration.ofSeconds(10);

  /** The caches are not filled yet, or not any more, because the operator ends. */
  private static final Duration WITHOUT_SIGHT = Duration.ofSeconds(1);

  /** A survey of a policy is due some time after its status says how it was read. */
  private static final Duration AFTER_TRUST = Duration.ofSeconds(1);

  private final OmsConfig config;
  private final Clock clock;
  private final Standings standings;
  private final Sight sight;
  private final ImpactWatch impact;
  private final DiscoveryReports discoveries;
  private final ExemptionEnds exemptions;
  private final TrustPublisher publisher;
  private final EarlierRoots earlier = new EarlierRoots();
  private final SimpleInboundEventSource<ClusterModelTrustPolicy> surveys =
      new SimpleInboundEventSource<>("policy-impact");
  private @Nullable TrustSources<ClusterModelTrustPolicy> material;
  private @Nullable InformerEventSource<ValidatingWebhookConfiguration, ClusterModelTrustPolicy>
      webhooks;
  private @Nullable Cache<ClusterModelTrustPolicy> policies;
  private @Nullable GateSources gates;

  /** Constructed by the container. */
  public TrustPolicyReconciler(
      OmsConfig config,
      Clock clock,
      Standings standings,
      ImpactWatch impact,
      DiscoveryReports discoveries,
      ExemptionEnds exemptions,
      Sight sight,
      TrustPublisher publisher) {
    this.config = config;
    this.clock = clock;
    this.standings = standings;
    this.impact = impact;
    this.discoveries = discoveries;
    this.exemptions = exemptions;
    this.sight = sight;
    this.publisher = publisher;
  }

  @Override
  public List<EventSource<?, ClusterModelTrustPolicy>> prepareEventSources(
      EventSourceContext<ClusterModelTrustPolicy> context) {
    var cache = context.getPrimaryCache();
    material =
        new TrustSources<>(
            context,
            ClusterModelTrustPolicy.class,
            "policy",
            config.namespace(),
            policies ->
                cache
                    .list(policies)
                    .map(ResourceID::fromResource)
                    .collect(Collectors.toUnmodifiableSet()));
    webhooks = new InformerEventSource<>(webhookConfiguration(cache), context);
    policies = cache;
    gates = new GateSources(context);
    publisher.follow(gates::sight);
    discoveries.onChange(name -> surveys.propagateEvent(new ResourceID(name)));
    return Stream.of(
            material.eventSources().stream(),
            gates.eventSources().stream(),
            Stream.<EventSource<?, ClusterModelTrustPolicy>>of(webhooks, surveys))
        .flatMap(sources -> sources)
        .toList();
  }

  /** Every change of the webhook configuration concerns every policy. */
  private static InformerEventSourceConfiguration<ValidatingWebhookConfiguration>
      webhookConfiguration(Cache<ClusterModelTrustPolicy> cache) {
    return InformerEventSourceConfiguration.from(
            ValidatingWebhookConfiguration.class, ClusterModelTrustPolicy.class)
        .withName("policy-webhook-configuration")
        .withFieldSelector(
            new FieldSelector(
                new FieldSelector.Field("metadata.name", Standings.configurationName())))
        .withSecondaryToPrimaryMapper(
            changed -> cache.list().map(ResourceID::fromResource).collect(Collectors.toSet()))
        .build();
  }

  @Override
  public UpdateControl<ClusterModelTrustPolicy> reconcile(
      ClusterModelTrustPolicy policy, Context<ClusterModelTrustPolicy> context) {
    Optional<TrustPublisher.Sight> seen = Objects.requireNonNull(gates).sight();
    if (seen.isEmpty()) {
      return UpdateControl.<ClusterModelTrustPolicy>noUpdate().rescheduleAfter(WITHOUT_SIGHT);
    }
    boolean sighted = sight.isComplete();
    Duration nextSurvey = impact.surveyWhenDue(policy, this::all, this::reportSurvey);
    Instant now = clock.instant();
    CompiledPolicy compiled = PolicyCompiler.compile(policy, Objects.requireNonNull(material));
    var status = PolicyStatus.of(compiled, standing(policy), impact.latest(policy), sighted, now);
    status.authorities =
        PublishedAuthorities.of(compiled, earlier.stillCounting(compiled, names(), now));
    Publication publication =
        publisher.publish(
            policy, PublishedPolicy.of(compiled, Objects.requireNonNull(material)), seen.get());
    PolicyStatus.publish(status, policy, publication, now);
    status.conditions =
        new PolicyNotes(discoveries, exemptions)
            .added(
                StatusConditions.of(status.conditions, policy, now),
                policy,
                status.impact,
                names(),
                now)
            .list();
    UpdateControl<ClusterModelTrustPolicy> control =
        PolicyStatus.same(policy.getStatus(), status)
            ? UpdateControl.noUpdate()
            : UpdateControl.patchStatus(fresh(policy, status));
    Duration renewal = sighted && !publication.isOpen() ? Staleness.renewal(policy) : BLIND;
    Duration survey = trustsAs(policy.getStatus(), status) ? nextSurvey : AFTER_TRUST;
    return control.rescheduleAfter(survey.compareTo(renewal) < 0 ? survey : renewal);
  }

  private static boolean trustsAs(
      @Nullable ClusterModelTrustPolicyStatus before, ClusterModelTrustPolicyStatus after) {
    return before != null && digests(before).equals(digests(after));
  }

  private static Set<String> digests(ClusterModelTrustPolicyStatus status) {
    return Stream.ofNullable(status.authorities)
        .flatMap(List::stream)
        .map(authority -> authority.digest)
        .collect(Collectors.toSet());
  }

  private Set<String> names() {
    return all().stream().map(policy -> policy.getMetadata().getName()).collect(Collectors.toSet());
  }

  private List<ClusterModelTrustPolicy> all() {
    return Objects.requireNonNull(policies).list().toList();
  }

  private void reportSurvey() {
    all().forEach(policy -> surveys.propagateEvent(ResourceID.fromResource(policy)));
  }

  /** A policy that could not be checked is not Ready; the framework tries again with back-off. */
  @Override
  public ErrorStatusUpdateControl<ClusterModelTrustPolicy> updateErrorStatus(
      ClusterModelTrustPolicy policy, Context<ClusterModelTrustPolicy> context, Exception e) {
    return Disturbance.answer(policy, context.getClient(), e)
        .orElseGet(() -> unexpected(policy, e));
  }

  private ErrorStatusUpdateControl<ClusterModelTrustPolicy> unexpected(
      ClusterModelTrustPolicy policy, Exception e) {
    LOG.warnf(e, "name=%s the policy could not be checked", policy.getMetadata().getName());
    return ErrorStatusUpdateControl.patchStatus(
        fresh(policy, PolicyStatus.notChecked(policy, clock.instant())));
  }

  private static ClusterModelTrustPolicy fresh(
      ClusterModelTrustPolicy policy, ClusterModelTrustPolicyStatus status) {
    var fresh = new ClusterModelTrustPolicy();
    fresh.setMetadata(new ObjectMetaBuilder().withName(policy.getMetadata().getName()).build());
    fresh.setSpec(null);
    fresh.setStatus(status);
    return fresh;
  }

  private PolicyStanding standing(ClusterModelTrustPolicy policy) {
    return standings.of(
        policy,
        Objects.requireNonNull(webhooks).get(new ResourceID(Standings.configurationName())),
        this::all);
  }
}
