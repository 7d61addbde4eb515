// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.controller.KeptByVersion;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.controller.SmallPolicies;
import dev.modelsigning.controller.rejudging.Concerned;
import dev.modelsigning.selector.LabelSelection;
import dev.modelsigning.selector.Selection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The informers of all policies, for ModelSignatures: which policies judge, and what changed. */
public final class PolicySources {
  private final InformerEventSource<ClusterModelTrustPolicy, ModelSignature> ofCluster;
  private final InformerEventSource<ModelTrustPolicy, ModelSignature> ofNamespaces;
  private final InForcePolicies inForce;
  private final TrustSources<ModelSignature> material;
  private final PolicyChanges changes = new PolicyChanges();
  private final KeptByVersion<ClusterModelTrustPolicy, CompiledPolicy> compiled =
      new KeptByVersion<>();
  private final PolicyChanges.Namespaces namespaces;
  private final Rejudged rejudged;
  private final Clock clock;

  /** Has ModelSignatures judged again. */
  @FunctionalInterface
  public interface Rejudged {
    /**
     * Those that a changed policy concerns.
     *
     * @param namespace where alone they are; empty for all namespaces
     */
    void among(Optional<String> namespace, Concerned concerned);
  }

  /**
   * Makes the informers; {@link #eventSources} has them started.
   *
   * @param operator namespace of the operator
   */
  public PolicySources(
      EventSourceContext<ModelSignature> context,
      String operator,
      PolicyChanges.Namespaces namespaces,
      Rejudged rejudged,
      Clock clock) {
    this.namespaces = namespaces;
    this.rejudged = rejudged;
    this.clock = clock;
    ofCluster =
        new InformerEventSource<>(
            from(ClusterModelTrustPolicy.class, this::judgedAgainFor).build(), context);
    ofNamespaces =
        new InformerEventSource<>(
            from(ModelTrustPolicy.class, this::judgedAgainWithin)
                .withItemStore(new SmallPolicies())
                .withInformerListLimit(Pages.SIZE)
                .build(),
            context);
    inForce = new InForcePolicies(ofNamespaces);
    material =
        new TrustSources<>(
            context, ModelSignature.class, "modelsignature", operator, this::concernedBy);
  }

  /** The informers. */
  public List<EventSource<?, ModelSignature>> eventSources() {
    List<EventSource<?, ModelSignature>> all = new ArrayList<>(material.eventSources());
    all.add(ofCluster);
    all.add(ofNamespaces);
    return all;
  }

  /** The policies of the cluster. */
  public List<ClusterModelTrustPolicy> ofCluster() {
    return ofCluster.list().toList();
  }

  /** The policies of namespaces that are in force. */
  public List<ClusterModelTrustPolicy> ofNamespaces() {
    return inForce.list(policy -> true).toList();
  }

  /** All trusted roots. */
  public Stream<ModelTrustRoot> trustRoots() {
    return material.trustRoots();
  }

  /** As {@link CompiledPolicy#end}. */
  public Optional<Instant> end(ClusterModelTrustPolicy policy) {
    return compiled(policy).end();
  }

  /** The policies of the cluster, and those of this namespace that are in force. */
  public List<ClusterModelTrustPolicy> over(String namespace) {
    return Stream.concat(ofCluster.list(), inForce.of(namespace).stream()).toList();
  }

  /**
   * Those that judge the ModelSignatures of a namespace, by name. Those of the cluster come first:
   * what a status has room for, theirs has.
   */
  public List<CompiledPolicy> judging(String namespace) {
    Map<String, String> labels = namespaces.labelsOf(namespace);
    return Stream.concat(
            ofCluster
                .list(policy -> covers(policy, labels))
                .sorted(Comparator.comparing(policy -> policy.getMetadata().getName())),
            inForce.of(namespace).stream())
        .map(this::compiled)
        .toList();
  }

  private CompiledPolicy compiled(ClusterModelTrustPolicy policy) {
    return compiled.of(policy, read -> PolicyCompiler.compile(read, material));
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

  private static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> from(
      Class<R> type, SecondaryToPrimaryMapper<R> mapper) {
    return InformerEventSourceConfiguration.from(type, ModelSignature.class)
        .withName("modelsignature-" + HasMetadata.getPlural(type))
        .withSecondaryToPrimaryMapper(mapper)
        // Look-ups go by name and namespace.
        .withPrimaryToSecondaryMapper((ModelSignature signature) -> Set.of())
        .withWatchAllNamespaces();
  }

  /**
   * Those that a changed policy concerns are judged again in their own order; status updates and
   * other edits concern none.
   */
  private Set<ResourceID> judgedAgainFor(ClusterModelTrustPolicy event) {
    String name = event.getMetadata().getName();
    judgeAgain(name, ofCluster.get(new ResourceID(name)), Optional.empty());
    return Set.of();
  }

  /** The same for a policy of a namespace, and for those that counted instead of it, or now do. */
  private Set<ResourceID> judgedAgainWithin(ModelTrustPolicy event) {
    Optional<String> namespace = Optional.of(event.getMetadata().getNamespace());
    inForce.changedBy(event).forEach((name, policy) -> judgeAgain(name, policy, namespace));
    return Set.of();
  }

  private void judgeAgain(
      String name, Optional<ClusterModelTrustPolicy> policy, Optional<String> namespace) {
    changes
        .since(name, policy.map(this::compiled), namespaces)
        .ifPresent(concerned -> rejudged.among(namespace, concerned));
  }

  private Set<ResourceID> concernedBy(Predicate<ClusterModelTrustPolicy> changed) {
    compiled.forget();
    Stream.concat(ofCluster.list(changed), inForce.list(changed))
        // An update of the status follows what awaits publication.
        .filter(policy -> !changes.awaitsPublication(compiled(policy), clock.instant()))
        .forEach(
            policy ->
                judgeAgain(
                    policy.getMetadata().getName(),
                    Optional.of(policy),
                    Optional.ofNullable(policy.getMetadata().getNamespace())));
    return Set.of();
  }
}
