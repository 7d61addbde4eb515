// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.Disturbance;
import dev.modelsigning.controller.Recheck;
import dev.modelsigning.controller.drift.DriftWatch;
import dev.modelsigning.controller.evidence.EvidenceSweeper;
import dev.modelsigning.controller.nodes.NodeEntries;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.controller.policy.PolicyCompiler;
import dev.modelsigning.controller.rejudging.Rejudging;
import dev.modelsigning.controller.storage.KnownStorage;
import dev.modelsigning.controller.storage.NodeDirectories;
import dev.modelsigning.controller.storage.Reach;
import dev.modelsigning.controller.storage.RecordedWriters;
import dev.modelsigning.decoding.Unreadable;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import dev.modelsigning.volume.AttachedNode;
import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.volume.HoldingNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Keeps the verdict on one model source up to date: facts, assessment, status. */
@ControllerConfiguration(
    name = "modelsignature",
    informer = @Informer(itemStore = SmallSignatures.class, informerListLimit = 25))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class ModelSignatureReconciler implements Reconciler<ModelSignature> {
  private static final Logger LOG = Logger.getLogger(ModelSignatureReconciler.class);

  /** By how much the clocks of API server and operator may differ. */
  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  private final OmsConfig config;
  private final Clock clock;
  private final ClaimWriters writers;
  private final SignatureAssessor assessor;
  private final NodeAssessments nodes;
  private final VerdictEvents events;
  private final EvidenceSweeper sweeper;
  private final KnownStorage storage;
  private final DriftWatch drift;
  private final Recheck recheck;
  private final Instant startedAt;
  private final Set<String> recalled = ConcurrentHashMap.newKeySet();
  private final Rejudging rejudging;
  private @Nullable SignatureSources sources;

  /** Constructed by the container. */
  public ModelSignatureReconciler(
      OmsConfig config,
      Clock clock,
      ClaimWriters writers,
      SignatureAssessor assessor,
      VerdictEvents events,
      EvidenceSweeper sweeper,
      KnownStorage storage,
      DriftWatch drift) {
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
    this.rejudging = new Rejudging(clock);
  }

  @Override
  public List<EventSource<?, ModelSignature>> prepareEventSources(
      EventSourceContext<ModelSignature> context) {
    sources = new SignatureSources(context, config.namespace(), writers, rejudging, clock);
    sweeper.useCache(sources::isKnown);
    storage.use(sources.storage);
    drift.start(sources);
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
    SignatureFacts facts = facts(resource, context.getClient());
    var storage = Objects.requireNonNull(sources).storage;
    Optional<NodeDirectories> several =
        NodeAssessments.areWanted(facts)
            ? NodeDirectories.of(claim(resource), storage::volume, storage::nodes)
            : Optional.empty();
    NodeAssessments.Outcome outcome =
        several.isPresent()
            ? nodes.assess(facts, several.get(), node -> reach(resource, Optional.of(node)))
            : assessed(facts);
    UpdateControl<ModelSignature> control = update(resource, outcome.status());
    // Events do not announce changes of the bundle's ConfigMap, which is not watched.
    Stream.concat(
            outcome.requeueAfter().stream(),
            recheck.ofConfigMap(resource, clock.instant()).stream())
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

  private Optional<PersistentVolumeClaim> claim(ModelSignature resource) {
    return Objects.requireNonNull(sources)
        .storage
        .claim(
            resource.getMetadata().getNamespace(),
            resource.getSpec().source.persistentVolumeClaim.claimName);
  }

  private Reach reach(ModelSignature resource, Optional<HoldingNode> node) {
    var storage = Objects.requireNonNull(sources).storage;
    return storage.reach(
        SignatureSources.claimKey(resource),
        claim(resource).map(c -> c.getSpec().getVolumeName()).flatMap(storage::volume),
        node);
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

  private SignatureFacts facts(ModelSignature resource, KubernetesClient client) {
    SignatureSources seen = Objects.requireNonNull(sources);
    if (resource.getSpec().source.image != null) {
      return imageFacts(resource, seen, client);
    }
    String namespace = resource.getMetadata().getNamespace();
    String claimName = resource.getSpec().source.persistentVolumeClaim.claimName;
    String claimKey = SignatureSources.claimKey(resource);
    var storage = seen.storage;
    Optional<PersistentVolumeClaim> claim = claim(resource);
    VolumeFinding volume = VolumeFinding.of(claimName, claim, storage::volume, storage::nodes);
    Reach reach = reach(resource, volume.node());
    recall(resource, claimKey, reach.pods());
    List<BundleFinding> bundles = bundles(resource, client);
    return new SignatureFacts(
        volume.node().map(node -> NodeEntries.alone(resource, node)).orElse(resource),
        volume,
        bundles.getFirst(),
        matchingPolicies(seen, namespace),
        seen.jobsOf(resource),
        seen.podsOf(resource),
        reach.writers(writers),
        instant -> reach.writersSince(writers, instant),
        volume
            .node()
            .map(HoldingNode::name)
            .or(() -> claim.flatMap(c -> AttachedNode.of(c, storage.podsMounting(claimKey)))),
        reach.aliases(),
        bundles.subList(1, bundles.size()));
  }

  /** The bundle, and the further ones. */
  private static List<BundleFinding> bundles(ModelSignature resource, KubernetesClient client) {
    List<@Nullable SignatureSource> sources = SmallSignatures.sources(resource.getSpec());
    String namespace = resource.getMetadata().getNamespace();
    return IntStream.range(0, sources.size())
        .mapToObj(
            place ->
                BundleFinding.of(
                    sources.get(place),
                    name -> configMap(client, namespace, name),
                    () -> InlineBundles.leftOut(resource, place, client)))
        .toList();
  }

  /** An image by its digest has no writers, no other names, and no place where alone it is. */
  private static SignatureFacts imageFacts(
      ModelSignature resource, SignatureSources seen, KubernetesClient client) {
    List<BundleFinding> bundles = bundles(resource, client);
    return new SignatureFacts(
        resource,
        VolumeFinding.of(resource.getSpec().source.image, seen.storage.nodes()),
        bundles.getFirst(),
        matchingPolicies(seen, resource.getMetadata().getNamespace()),
        seen.jobsOf(resource),
        seen.podsOf(resource),
        List.of(),
        instant -> List.of(),
        Optional.empty(),
        List.of(),
        bundles.subList(1, bundles.size()));
  }

  /**
   * What the process before this one knew of writers is in the status that it left. This one has
   * seen everything that happened to resources that are younger than itself.
   */
  private void recall(ModelSignature resource, String claimKey, List<Pod> mounting) {
    var metadata = resource.getMetadata();
    if (Instant.parse(metadata.getCreationTimestamp()).isBefore(startedAt.plus(CLOCK_DIFFERENCE))
        && recalled.add(metadata.getUid())
        && resource.getStatus() != null) {
      writers.recall(
          claimKey,
          RecordedWriters.read(resource.getStatus().writers, metadata.getNamespace()),
          mounting);
    }
  }

  private static List<CompiledPolicy> matchingPolicies(SignatureSources seen, String namespace) {
    Map<String, String> labels = seen.labelsOf(namespace);
    return seen.policies
        .list(policy -> covers(policy, labels))
        .sorted(Comparator.comparing(policy -> policy.getMetadata().getName()))
        .map(policy -> PolicyCompiler.compile(policy, seen.material))
        .toList();
  }

  /** As at admission: a selector that cannot be evaluated covers, and its policy is broken. */
  private static boolean covers(ClusterModelTrustPolicy policy, Map<String, String> labels) {
    var match = policy.getSpec() == null ? null : policy.getSpec().match;
    if (match == null) {
      return true;
    }
    return switch (LabelSelection.of(match.namespaceSelector, labels)) {
      case Selection.Selected _, Selection.CannotTell _ -> true;
      case Selection.NotSelected _ -> false;
    };
  }

  /** Read when needed: watching the ConfigMaps of all namespaces would need too wide a right. */
  private static Optional<ConfigMap> configMap(
      KubernetesClient client, String namespace, String name) {
    return Optional.ofNullable(client.configMaps().inNamespace(namespace).withName(name).get());
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
