// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The informers of what policies refer to, for the controller of one kind: Secrets and ConfigMaps
 * of the operator's namespace, and ModelTrustRoots.
 *
 * @param <P> the kind of the controller
 */
public final class TrustSources<P extends HasMetadata> implements TrustMaterial {
  private final String namespace;
  private final Concerned concerned;
  private final InformerEventSource<Secret, P> secrets;
  private final InformerEventSource<ConfigMap, P> configMaps;
  private final InformerEventSource<ModelTrustRoot, P> roots;
  private final TrustRoots read = new TrustRoots();

  /** What has to be reconciled when something changes that a policy refers to. */
  @FunctionalInterface
  public interface Concerned {
    /** The resources that the policies of this kind concern. */
    Set<ResourceID> by(Predicate<ClusterModelTrustPolicy> policies);
  }

  /**
   * Makes the informers; {@link #eventSources} has them started.
   *
   * @param kind of the controller
   * @param name of the controller, with which the names of the informers begin
   * @param namespace of the operator
   */
  public TrustSources(
      EventSourceContext<P> context,
      Class<P> kind,
      String name,
      String namespace,
      Concerned concerned) {
    this.namespace = namespace;
    this.concerned = concerned;
    secrets =
        new InformerEventSource<>(
            here(from(Secret.class, kind, name + "-secrets", this::throughSecret)).build(),
            context);
    configMaps =
        new InformerEventSource<>(
            configMaps(kind, name, namespace, this::throughConfigMap), context);
    roots =
        new InformerEventSource<>(
            from(ModelTrustRoot.class, kind, name + "-trust-roots", this::throughRoot)
                .withWatchAllNamespaces()
                .build(),
            context);
  }

  /** The informers. */
  public List<EventSource<?, P>> eventSources() {
    return List.of(secrets, configMaps, roots);
  }

  @Override
  public Optional<Secret> secret(String name) {
    return secrets.get(new ResourceID(name, namespace));
  }

  @Override
  public FoundRoot trustRoot(String name) {
    return roots
        .get(new ResourceID(name))
        .map(root -> read.read(root, this::configMap))
        .orElseGet(() -> read.missing(name));
  }

  /** All trusted roots. */
  Stream<ModelTrustRoot> trustRoots() {
    return roots.list();
  }

  private Optional<ConfigMap> configMap(String name) {
    return configMaps.get(new ResourceID(name, namespace));
  }

  /** Without the stored evidence, which is large and of no concern here. */
  static <P extends HasMetadata> InformerEventSourceConfiguration<ConfigMap> configMaps(
      Class<P> kind, String name, String namespace, SecondaryToPrimaryMapper<ConfigMap> mapper) {
    return from(ConfigMap.class, kind, name + "-config-maps", mapper)
        .withNamespaces(Set.of(namespace))
        .withFollowControllerNamespacesChanges(false)
        .withLabelSelector(
            "!" + ApiGroup.EVIDENCE_OWNER_LABEL + ",!" + ApiGroup.EVIDENCE_CONTENT_LABEL)
        .build();
  }

  private <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> here(
      InformerEventSourceConfiguration.Builder<R> builder) {
    return builder.withNamespaces(Set.of(namespace)).withFollowControllerNamespacesChanges(false);
  }

  private static <R extends HasMetadata, P extends HasMetadata>
      InformerEventSourceConfiguration.Builder<R> from(
          Class<R> type, Class<P> kind, String name, SecondaryToPrimaryMapper<R> mapper) {
    return InformerEventSourceConfiguration.from(type, kind)
        .withName(name)
        .withSecondaryToPrimaryMapper(mapper)
        // Look-ups go by name.
        .withPrimaryToSecondaryMapper((P primary) -> Set.of());
  }

  private Set<ResourceID> throughSecret(Secret secret) {
    String name = secret.getMetadata().getName();
    return concerned.by(policy -> PolicyCompiler.secretsOf(policy).contains(name));
  }

  private Set<ResourceID> throughRoot(ModelTrustRoot root) {
    return throughRoots(Set.of(root.getMetadata().getName()));
  }

  private Set<ResourceID> throughConfigMap(ConfigMap changed) {
    String name = changed.getMetadata().getName();
    return throughRoots(
        roots
            .list(root -> TrustRoots.configMapsOf(root).contains(name))
            .map(root -> root.getMetadata().getName())
            .collect(Collectors.toUnmodifiableSet()));
  }

  private Set<ResourceID> throughRoots(Set<String> names) {
    return names.isEmpty()
        ? Set.of()
        : concerned.by(
            policy -> PolicyCompiler.trustRootsOf(policy).stream().anyMatch(names::contains));
  }
}
