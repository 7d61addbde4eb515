// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
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
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells a policy's author whether its authorities can be used. */
@ControllerConfiguration(name = "clustermodeltrustpolicy")
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class TrustPolicyReconciler implements Reconciler<ClusterModelTrustPolicy> {
  private static final String SECRETS = "secrets";

  private final OmsConfig config;
  private final Clock clock;
  private @Nullable InformerEventSource<Secret, ClusterModelTrustPolicy> secrets;

  /** Constructed by the container. */
  public TrustPolicyReconciler(OmsConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ClusterModelTrustPolicy>> prepareEventSources(
      EventSourceContext<ClusterModelTrustPolicy> context) {
    var cache = context.getPrimaryCache();
    cache.addIndexer(SECRETS, policy -> List.copyOf(PolicyCompiler.secretsOf(policy)));
    var configuration =
        InformerEventSourceConfiguration.from(Secret.class, ClusterModelTrustPolicy.class)
            .withName("policy-secrets")
            .withNamespaces(Set.of(config.namespace()))
            .withFollowControllerNamespacesChanges(false)
            .withSecondaryToPrimaryMapper(
                secret ->
                    cache.byIndex(SECRETS, secret.getMetadata().getName()).stream()
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()))
            .build();
    secrets = new InformerEventSource<>(configuration, context);
    return List.of(secrets);
  }

  @Override
  public UpdateControl<ClusterModelTrustPolicy> reconcile(
      ClusterModelTrustPolicy policy, Context<ClusterModelTrustPolicy> context) {
    List<Condition> before = policy.getStatus() == null ? null : policy.getStatus().conditions;
    var status = new ClusterModelTrustPolicyStatus();
    status.observedGeneration = policy.getMetadata().getGeneration();
    status.conditions = conditions(policy, before);
    if (Objects.equals(status.conditions, before)
        && Objects.equals(status.observedGeneration, policy.getStatus().observedGeneration)) {
      return UpdateControl.noUpdate();
    }
    var fresh = new ClusterModelTrustPolicy();
    fresh.setMetadata(new ObjectMetaBuilder().withName(policy.getMetadata().getName()).build());
    fresh.setSpec(null);
    fresh.setStatus(status);
    return UpdateControl.patchStatus(fresh);
  }

  private List<Condition> conditions(
      ClusterModelTrustPolicy policy, @Nullable List<Condition> before) {
    var conditions = new Conditions(before, policy.getMetadata().getGeneration(), clock.instant());
    return switch (PolicyCompiler.compile(policy, this::secret)) {
      case CompiledPolicy.Usable(var p, var authorities) ->
          conditions
              .with(
                  Conditions.READY,
                  Conditions.Value.TRUE,
                  "AuthoritiesRead",
                  authorities.size() + " authorities can be used")
              .with(Conditions.STALLED, Conditions.Value.FALSE, "AuthoritiesRead", "")
              .list();
      case CompiledPolicy.Broken(var p, String reason, String message) ->
          conditions
              .with(Conditions.READY, Conditions.Value.FALSE, reason, message)
              .with(Conditions.STALLED, Conditions.Value.TRUE, reason, message)
              .list();
    };
  }

  private Optional<Secret> secret(String name) {
    return Objects.requireNonNull(secrets).get(new ResourceID(name, config.namespace()));
  }
}
