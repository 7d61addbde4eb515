// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.Conditions;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.controller.policy.PolicyCompiler;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.metrics.Metric;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import dev.modelsigning.verification.ModelVerifier;
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
import io.micrometer.core.instrument.MeterRegistry;
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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the verdict about one model source true: facts, assessment, status. */
@ControllerConfiguration(name = "modelsignature")
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class ModelSignatureReconciler implements Reconciler<ModelSignature> {
  private static final Logger LOG = Logger.getLogger(ModelSignatureReconciler.class);

  /** Longer than any measurement may take (spec.verification.timeoutSeconds). */
  private static final Duration LONGEST_RUN = Duration.ofDays(8);

  private final OmsConfig config;
  private final Clock clock;
  private final ClaimWriters writers;
  private final SignatureAssessor assessor;
  private final VerdictEvents events;
  private final MeterRegistry meters;
  private final EvidenceSweep sweep;
  private @Nullable SignatureSources sources;

  /** Constructed by the container. */
  public ModelSignatureReconciler(
      OmsConfig config,
      KubernetesClient client,
      MeasurementRunner runner,
      ClaimWriters writers,
      GuardState guard,
      Clock clock,
      MeterRegistry meters) {
    this.config = config;
    this.clock = clock;
    this.meters = meters;
    this.writers = writers;
    var store = new EvidenceStore(client, config.namespace());
    assessor =
        new SignatureAssessor(
            runner,
            store,
            new PolicyEvaluation(new ModelVerifier(clock)),
            guard,
            config.measurement().recheckInterval(),
            clock);
    events = new VerdictEvents(client, clock);
    sweep = new EvidenceSweep(client, store);
  }

  @Override
  public List<EventSource<?, ModelSignature>> prepareEventSources(
      EventSourceContext<ModelSignature> context) {
    sources = new SignatureSources(context, config.namespace(), writers);
    return sources.eventSources();
  }

  @Override
  public UpdateControl<ModelSignature> reconcile(
      ModelSignature resource, Context<ModelSignature> context) throws IOException {
    SignatureFacts facts = facts(resource, context.getClient());
    Assessment assessment = assessor.assess(facts);
    ModelSignatureStatus before = resource.getStatus();
    ModelSignatureStatus status = SignatureStatus.of(facts, assessment, clock.instant());
    UpdateControl<ModelSignature> control = UpdateControl.noUpdate();
    if (before == null || !SignatureStatus.same(before, status)) {
      count(before, status);
      events.tell(resource, before, status);
      control = UpdateControl.patchStatus(fresh(resource, status));
    }
    Optional<Duration> again = nextLook(facts, assessment);
    again.ifPresent(control::rescheduleAfter);
    return control;
  }

  /** What could not be checked is Unknown; the framework tries again with back-off. */
  @Override
  public ErrorStatusUpdateControl<ModelSignature> updateErrorStatus(
      ModelSignature resource, Context<ModelSignature> context, Exception e) {
    var metadata = resource.getMetadata();
    LOG.warnf(
        e,
        "namespace=%s name=%s generation=%d could not be checked",
        metadata.getNamespace(),
        metadata.getName(),
        metadata.getGeneration());
    ModelSignatureStatus before = resource.getStatus();
    ModelSignatureStatus status = new ModelSignatureStatus();
    status.observedGeneration = metadata.getGeneration();
    status.verdict = VerdictState.Unknown;
    status.reason = "CheckFailed";
    status.message = "The model could not be checked; the operator's log tells why; tried again";
    status.measurement = before == null ? null : before.measurement;
    status.manifest = before == null ? null : before.manifest;
    status.lastVerification = before == null ? null : before.lastVerification;
    status.conditions =
        new Conditions(
                before == null ? null : before.conditions,
                metadata.getGeneration(),
                clock.instant())
            .with(Conditions.READY, Conditions.Value.FALSE, status.reason, status.message)
            .with("Verified", Conditions.Value.UNKNOWN, status.reason, status.message)
            .with(Conditions.RECONCILING, Conditions.Value.TRUE, status.reason, status.message)
            .with(Conditions.STALLED, Conditions.Value.FALSE, status.reason, "")
            .list();
    return ErrorStatusUpdateControl.patchStatus(fresh(resource, status));
  }

  /** Deletes stored evidence of resources that are gone, and forgets writers of long ago. */
  public void sweepEvidence() {
    writers.forgetBefore(clock.instant().minus(LONGEST_RUN));
    if (sources != null) {
      sweep.run(sources::isKnown);
    }
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

  /** Read when needed: watching every ConfigMap of every namespace would need too wide a right. */
  private static Optional<ConfigMap> configMap(
      KubernetesClient client, String namespace, String name) {
    return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get());
  }

  private Optional<Duration> nextLook(SignatureFacts facts, Assessment assessment) {
    var signature = facts.resource().getSpec().signature;
    boolean unwatched = signature != null && signature.configMapKeyRef != null;
    Optional<Duration> recheck =
        unwatched ? Optional.of(config.measurement().recheckInterval()) : Optional.empty();
    return assessment.again().isEmpty() || recheck.isEmpty()
        ? assessment.again().or(() -> recheck)
        : assessment.again().filter(a -> a.compareTo(recheck.get()) < 0).or(() -> recheck);
  }

  private void count(@Nullable ModelSignatureStatus before, ModelSignatureStatus after) {
    if (before == null || before.verdict != after.verdict) {
      Metric.VERDICTS.counter(meters, after.verdict.name()).increment();
    }
    String earlier =
        before == null || before.measurement == null ? null : before.measurement.jobUid;
    String now = after.measurement == null ? null : after.measurement.jobUid;
    if (now != null && !now.equals(earlier)) {
      Metric.MEASUREMENTS.counter(meters).increment();
    }
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
