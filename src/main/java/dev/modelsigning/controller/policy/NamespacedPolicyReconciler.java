// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.binding.Staleness;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.Disturbance;
import dev.modelsigning.controller.Sight;
import dev.modelsigning.controller.SmallPolicies;
import dev.modelsigning.webhookscope.NamespacedStandings;
import dev.modelsigning.webhookscope.PolicyStanding;
import dev.modelsigning.webhookscope.Standings;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.ResourceCache;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reports in the status of a ModelTrustPolicy whether its authorities can be used and whether it is
 * in force, publishes the digests of its authorities, and renews the operator's sign of life.
 */
@ControllerConfiguration(
    name = "modeltrustpolicy",
    informer = @Informer(itemStore = SmallPolicies.class, informerListLimit = 25))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class NamespacedPolicyReconciler implements Reconciler<ModelTrustPolicy> {
  private static final Logger LOG = Logger.getLogger(NamespacedPolicyReconciler.class);

  /** How soon to look again while the operator does not see everything. */
  private static final Duration BLIND = Duration.ofSeconds(10);

  /** How soon to look again whether an older policy has made room: no event tells. */
  private static final Duration WAITING = Duration.ofMinutes(1);

  private final OmsConfig config;
  private final Clock clock;
  private final NamespacedStandings standings;
  private final Sight sight;
  private final EarlierRoots earlier = new EarlierRoots();
  private @Nullable TrustSources<ModelTrustPolicy> material;
  private @Nullable InformerEventSource<ValidatingWebhookConfiguration, ModelTrustPolicy> webhooks;
  private @Nullable ResourceCache<ModelTrustPolicy> policies;

  /** Constructed by the container. */
  public NamespacedPolicyReconciler(
      OmsConfig config, Clock clock, NamespacedStandings standings, Sight sight) {
    this.config = config;
    this.clock = clock;
    this.standings = standings;
    this.sight = sight;
  }

  @Override
  public List<EventSource<?, ModelTrustPolicy>> prepareEventSources(
      EventSourceContext<ModelTrustPolicy> context) {
    var cache = context.getPrimaryCache();
    material =
        new TrustSources<>(
            context,
            ModelTrustPolicy.class,
            "namespaced-policy",
            config.namespace(),
            changed -> concernedBy(cache, changed));
    webhooks = new InformerEventSource<>(webhookConfiguration(cache), context);
    policies = cache;
    return Stream.concat(
            material.eventSources().stream(), Stream.<EventSource<?, ModelTrustPolicy>>of(webhooks))
        .toList();
  }

  private static Set<ResourceID> concernedBy(
      ResourceCache<ModelTrustPolicy> cache, Predicate<ClusterModelTrustPolicy> changed) {
    return cache
        .list(policy -> changed.test(NamespacedPolicies.judging(policy)))
        .map(ResourceID::fromResource)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static InformerEventSourceConfiguration<ValidatingWebhookConfiguration>
      webhookConfiguration(ResourceCache<ModelTrustPolicy> cache) {
    return InformerEventSourceConfiguration.from(
            ValidatingWebhookConfiguration.class, ModelTrustPolicy.class)
        .withName("namespaced-policy-webhook-configuration")
        .withFieldSelector(
            new FieldSelector(
                new FieldSelector.Field("metadata.name", Standings.configurationName())))
        .withSecondaryToPrimaryMapper(
            changed -> cache.list().map(ResourceID::fromResource).collect(Collectors.toSet()))
        .build();
  }

  @Override
  public UpdateControl<ModelTrustPolicy> reconcile(
      ModelTrustPolicy policy, Context<ModelTrustPolicy> context) {
    boolean sighted = sight.isComplete();
    ClusterModelTrustPolicy judging = NamespacedPolicies.judging(policy);
    CompiledPolicy compiled = PolicyCompiler.compile(judging, Objects.requireNonNull(material));
    List<ModelTrustPolicy> siblings = siblings(policy);
    boolean counts = standings.counts(policy, siblings);
    var status =
        PolicyStatus.of(
            compiled,
            standing(policy, siblings),
            Optional.empty(),
            sighted && counts,
            clock.instant());
    if (counts) {
      status.authorities =
          PublishedAuthorities.of(
              compiled, earlier.stillCounting(compiled, names(), clock.instant()));
    }
    UpdateControl<ModelTrustPolicy> control =
        PolicyStatus.same(judging.getStatus(), status)
            ? UpdateControl.noUpdate()
            : UpdateControl.patchStatus(fresh(policy, status));
    return control.rescheduleAfter(
        !counts ? WAITING : sighted ? Staleness.renewal(judging) : BLIND);
  }

  private List<ModelTrustPolicy> siblings(ModelTrustPolicy policy) {
    return Objects.requireNonNull(policies)
        .list(policy.getMetadata().getNamespace(), sibling -> true)
        .toList();
  }

  private Set<String> names() {
    return Objects.requireNonNull(policies)
        .list()
        .map(NamespacedPolicies::nameOf)
        .collect(Collectors.toSet());
  }

  private PolicyStanding standing(ModelTrustPolicy policy, List<ModelTrustPolicy> siblings) {
    return standings.of(
        policy,
        siblings,
        Objects.requireNonNull(webhooks).get(new ResourceID(Standings.configurationName())),
        () -> Objects.requireNonNull(policies).list().toList());
  }

  /** A policy that could not be checked is not Ready; the framework tries again with back-off. */
  @Override
  public ErrorStatusUpdateControl<ModelTrustPolicy> updateErrorStatus(
      ModelTrustPolicy policy, Context<ModelTrustPolicy> context, Exception e) {
    return Disturbance.answer(policy, context.getClient(), e)
        .orElseGet(() -> unexpected(policy, e));
  }

  private ErrorStatusUpdateControl<ModelTrustPolicy> unexpected(
      ModelTrustPolicy policy, Exception e) {
    LOG.warnf(e, "name=%s the policy could not be checked", NamespacedPolicies.nameOf(policy));
    return ErrorStatusUpdateControl.patchStatus(
        fresh(
            policy, PolicyStatus.notChecked(NamespacedPolicies.judging(policy), clock.instant())));
  }

  private static ModelTrustPolicy fresh(
      ModelTrustPolicy policy, ClusterModelTrustPolicyStatus status) {
    var fresh = new ModelTrustPolicy();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(policy.getMetadata().getNamespace())
            .withName(policy.getMetadata().getName())
            .build());
    fresh.setSpec(null);
    fresh.setStatus(NamespacedPolicies.written(status));
    return fresh;
  }
}
