// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.AskedChanges;
import dev.modelsigning.controller.CacheFingerprint;
import dev.modelsigning.controller.Disturbance;
import dev.modelsigning.controller.Recheck;
import dev.modelsigning.controller.SmallSignatures;
import dev.modelsigning.controller.census.StateGauges;
import dev.modelsigning.controller.drift.DriftWatch;
import dev.modelsigning.controller.evidence.EvidenceSweeper;
import dev.modelsigning.controller.referrer.ReferrerBundles;
import dev.modelsigning.controller.rejudging.Rejudging;
import dev.modelsigning.controller.storage.KnownStorage;
import dev.modelsigning.controller.storage.NodesOfOneLook;
import dev.modelsigning.decoding.Unreadable;
import dev.modelsigning.volume.ClaimWriters;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the verdict on one model source up to date: facts, assessment, status. */
@ControllerConfiguration(
    name = "modelsignature",
    // Its filter looks at generations itself, and at the one annotation that counts.
    generationAwareEventProcessing = false,
    informer =
        @Informer(
            itemStore = SmallSignatures.class,
            informerListLimit = 25,
            onUpdateFilter = AskedChanges.class))
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
  private final NodeAssessments nodes;
  private final VerdictEvents events;
  private final EvidenceSweeper sweeper;
  private final KnownStorage storage;
  private final DriftWatch drift;
  private final StateGauges gauges;
  private final Recheck recheck;
  private final Instant startedAt;
  private final Rejudging rejudging;
  private final ReferrerBundles referrers;
  private final CacheFingerprint fingerprint;
  private @Nullable SignatureSources sources;
  private @Nullable FactsReader reader;

  /** Constructed by the container. */
  public ModelSignatureReconciler(
      OmsConfig config,
      Clock clock,
      ClaimWriters writers,
      SignatureAssessor assessor,
      VerdictEvents events,
      EvidenceSweeper sweeper,
      KnownStorage storage,
      DriftWatch drift,
      ReferrerBundles referrers,
      StateGauges gauges,
      CacheFingerprint fingerprint) {
    this.gauges = gauges;
    this.fingerprint = fingerprint;
    this.referrers = referrers;
    this.config = config;
    this.clock = clock;
    this.writers = writers;
    this.assessor = assessor;
    this.events = events;
    this.sweeper = sweeper;
    this.storage = storage;
    this.drift = drift;
    this.nodes = new NodeAssessments(assessor, writers, clock);
    this.recheck = new Recheck(config.measurement().recheckInterval());
    this.startedAt = clock.instant();
    this.rejudging = new Rejudging(clock, config.statusesFollowAfter());
  }

  @Override
  public List<EventSource<?, ModelSignature>> prepareEventSources(
      EventSourceContext<ModelSignature> context) {
    sources = new SignatureSources(context, config.namespace(), writers, rejudging, clock);
    reader = new FactsReader(sources, writers, startedAt, referrers);
    sweeper.useCache(sources::models);
    storage.use(sources.storage);
    sources.tell(fingerprint);
    drift.start(sources);
    gauges.follow(sources);
    return sources.eventSources();
  }

  @Override
  public UpdateControl<ModelSignature> reconcile(
      ModelSignature resource, Context<ModelSignature> context) throws IOException {
    return Objects.requireNonNull(sources)
        .inTurn(resource, context, () -> judge(resource, context));
  }

  private UpdateControl<ModelSignature> judge(
      ModelSignature resource, Context<ModelSignature> context) throws IOException {
    Optional<String> unreadable = Unreadable.fields(resource);
    if (unreadable.isPresent()) {
      return update(
          resource, SignatureStatus.unreadable(resource, unreadable.get(), clock.instant()));
    }
    FactsReader reader = Objects.requireNonNull(this.reader);
    NodesOfOneLook nodesNow = reader.nodes();
    SignatureFacts facts = reader.read(resource, nodesNow, context.getClient());
    Optional<VolumeFinding.Several> several =
        NodeAssessments.areWanted(facts)
            ? reader.severalPlaces(resource, nodesNow)
            : Optional.empty();
    NodeAssessments.Outcome outcome =
        several.isPresent() ? nodes.assess(facts, several.get()) : assessed(facts);
    UpdateControl<ModelSignature> control = update(resource, outcome.status());
    // Events announce changes neither of the bundle's ConfigMap, which is not watched, nor of a
    // registry.
    Instant now = clock.instant();
    Stream.of(
            outcome.requeueAfter(),
            recheck.ofConfigMap(resource, now),
            recheck.ofReferrer(resource, now))
        .flatMap(Optional::stream)
        .min(Duration::compareTo)
        .ifPresent(control::rescheduleAfter);
    return control;
  }

  private NodeAssessments.Outcome assessed(SignatureFacts facts) throws IOException {
    nodes.forgetOthers(facts, facts.volume().node().stream().toList());
    Assessment assessment = assessor.assess(facts);
    return new NodeAssessments.Outcome(
        SignatureStatus.of(facts, assessment, clock.instant()), assessment.requeueAfter());
  }

  private UpdateControl<ModelSignature> update(
      ModelSignature resource, ModelSignatureStatus status) {
    drift.observe(resource, status);
    if (SignatureStatus.same(resource.getStatus(), status)) {
      return UpdateControl.noUpdate();
    }
    events.announce(resource, status);
    return UpdateControl.patchStatus(fresh(resource, status));
  }

  /** What could not be checked is Unknown; the framework tries again with back-off. */
  @Override
  public ErrorStatusUpdateControl<ModelSignature> updateErrorStatus(
      ModelSignature resource, Context<ModelSignature> context, Exception e) {
    return Disturbance.answer(resource, context.getClient(), e)
        .orElseGet(() -> unexpected(resource, e));
  }

  private ErrorStatusUpdateControl<ModelSignature> unexpected(
      ModelSignature resource, Exception e) {
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

  /**
   * With UID and version: what was found out about a resource is not written to another one of its
   * name, nor over what was written since. The SDK (5.3.2) may reconcile a resource twice at once
   * when one of its name was deleted a moment ago; the second one is then tried again.
   */
  private static ModelSignature fresh(ModelSignature resource, ModelSignatureStatus status) {
    ModelSignature fresh = new ModelSignature();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(resource.getMetadata().getNamespace())
            .withName(resource.getMetadata().getName())
            .withUid(resource.getMetadata().getUid())
            .withResourceVersion(resource.getMetadata().getResourceVersion())
            .build());
    fresh.setSpec(null);
    fresh.setStatus(status);
    return fresh;
  }
}
