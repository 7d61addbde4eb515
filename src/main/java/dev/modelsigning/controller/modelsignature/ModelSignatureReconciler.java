// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.controller.policy.PolicyCompiler;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import dev.modelsigning.volume.AttachedNode;
import dev.modelsigning.volume.ClaimWriters;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the verdict on one model source up to date: facts, assessment, status. */
@ControllerConfiguration(name = "modelsignature")
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class ModelSignatureReconciler implements Reconciler<ModelSignature> {
  private static final Logger LOG = Logger.getLogger(ModelSignatureReconciler.class);

  private final OmsConfig config;
  private final Clock clock;
  private final ClaimWriters writers;
  private final SignatureAssessor assessor;
  private final VerdictEvents events;
  private final EvidenceSweeper sweeper;
  private final Rejudging rejudging;
  private @Nullable SignatureSources sources;

  /** Constructed by the container. */
  public ModelSignatureReconciler(
      OmsConfig config,
      Clock clock,
      ClaimWriters writers,
      SignatureAssessor assessor,
      VerdictEvents events,
      EvidenceSweeper sweeper) {
    this.config = config;
    this.clock = clock;
    this.writers = writers;
    this.assessor = assessor;
    this.events = events;
    this.sweeper = sweeper;
    this.rejudging = new Rejudging(clock);
  }

  @Override
  public List<EventSource<?, ModelSignature>> prepareEventSources(
      EventSourceContext<ModelSignature> context) {
    sources = new SignatureSources(context, config.namespace(), writers, rejudging);
    sweeper.useCache(sources::isKnown);
    return sources.eventSources();
  }

  @Override
  public UpdateControl<ModelSignature> reconcile(
      ModelSignature resource, Context<ModelSignature> context) throws IOException {
    try {
      return judge(resource, context);
    } finally {
      rejudging.finished(resource);
    }
  }

  private UpdateControl<ModelSignature> judge(
      ModelSignature resource, Context<ModelSignature> context) throws IOException {
    SignatureFacts facts = facts(resource, context.getClient());
    Assessment assessment = assessor.assess(facts);
    ModelSignatureStatus status = SignatureStatus.of(facts, assessment, clock.instant());
    UpdateControl<ModelSignature> control = UpdateControl.noUpdate();
    if (!SignatureStatus.same(resource.getStatus(), status)) {
      events.announce(resource, status);
      control = UpdateControl.patchStatus(fresh(resource, status));
    }
    requeueAfter(facts, assessment).ifPresent(control::rescheduleAfter);
    return control;
  }

  /** What could not be checked is Unknown; the framework tries again with back-off. */
  @Override
  public ErrorStatusUpdateControl<ModelSignature> updateErrorStatus(
      ModelSignature resource, Context<ModelSignature> context, Exception e) {
    var metadata = resource.getMetadata();
    LOG.warnf(
        e,
        "namespace=%s name=%s generation=%d the model could not be checked",
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getGeneration());
    return ErrorStatusUpdateControl.patchStatus(
        fresh(resource, SignatureStatus.notChecked(resource, clock.instant())));
  }

  private SignatureFacts facts(ModelSignature resource, KubernetesClient client) {
    SignatureSources seen = Objects.requireNonNull(sources);
    String namespace = resource.getMetadata().getNamespace();
    String claimName = resource.getSpec().source.persistentVolumeClaim.claimName;
    String claimKey = SignatureSources.claimKey(resource);
    List<Pod> mounting = seen.podsMounting(claimKey);
    Function<Instant, List<String>> since = instant -> writers.since(claimKey, mounting, instant);
    return new SignatureFacts(
        resource,
        VolumeFinding.of(claimName, seen.claim(namespace, claimName), seen::volume),
        BundleFinding.of(resource.getSpec().signature, name -> configMap(client, namespace, name)),
        matchingPolicies(seen, namespace),
        seen.jobsOf(resource),
        seen.podsOf(resource),
        ClaimWriters.now(claimKey, mounting),
        since,
        seen.claim(namespace, claimName).flatMap(claim -> AttachedNode.of(claim, mounting)));
  }

  private static List<CompiledPolicy> matchingPolicies(SignatureSources seen, String namespace) {
    Map<String, String> labels = seen.labelsOf(namespace);
    return seen.policies
        .list(policy -> covers(policy, labels))
        .sorted(Comparator.comparing(policy -> policy.getMetadata().getName()))
        .map(policy -> PolicyCompiler.compile(policy, seen::secret))
        .toList();
  }

  /** As at admission: a selector that cannot be evaluated covers, and its policy is broken. */
  private static boolean covers(ClusterModelTrustPolicy policy, Map<String, String> labels) {
    return switch (LabelSelection.of(policy.getSpec().match.namespaceSelector, labels)) {
      case Selection.Selected _, Selection.CannotTell _ -> true;
      case Selection.NotSelected _ -> false;
    };
  }

  /** Read when needed: watching the ConfigMaps of all namespaces would need too wide a right. */
  private static Optional<ConfigMap> configMap(
      KubernetesClient client, String namespace, String name) {
    return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get());
  }

  /** Events do not announce changes of the bundle's ConfigMap, which is not watched. */
  private Optional<Duration> requeueAfter(SignatureFacts facts, Assessment assessment) {
    var signature = facts.resource().getSpec().signature;
    boolean unwatched = signature != null && signature.configMapKeyRef != null;
    return Stream.concat(
            assessment.requeueAfter().stream(),
            unwatched ? Stream.of(config.measurement().recheckInterval()) : Stream.empty())
        .min(Duration::compareTo);
  }

  private static ModelSignature fresh(ModelSignature resource, ModelSignatureStatus status) {
    ModelSignature fresh = new ModelSignature();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(resource.getMetadata().getNamespace())
            .withName(resource.getMetadata().getName())
            .build());
    fresh.setSpec(null);
    fresh.setStatus(status);
    return fresh;
  }
}
