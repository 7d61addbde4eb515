// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.publishing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.javaoperatorsdk.operator.api.config.informer.FieldSelector;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The namespaces and the published ConfigMaps, for the controller of policies. A change of either
 * concerns the policies that want gates.
 */
public final class GateSources {
  private final InformerEventSource<Namespace, ClusterModelTrustPolicy> namespaces;
  private final InformerEventSource<ConfigMap, ClusterModelTrustPolicy> published;
  private final EventSourceContext<ClusterModelTrustPolicy> context;

  /** Makes the informers; {@link #eventSources} has them started. */
  public GateSources(EventSourceContext<ClusterModelTrustPolicy> context) {
    this.context = context;
    this.namespaces =
        new InformerEventSource<>(from(Namespace.class, "policy-namespaces").build(), context);
    this.published =
        new InformerEventSource<>(
            from(ConfigMap.class, "policy-published-trust")
                .withFieldSelector(
                    new FieldSelector(
                        new FieldSelector.Field("metadata.name", ApiGroup.TRUST_CONFIG_MAP)))
                .withItemStore(new PublishedDigests())
                .build(),
            context);
  }

  private <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> from(
      Class<R> type, String name) {
    return InformerEventSourceConfiguration.from(type, ClusterModelTrustPolicy.class)
        .withName(name)
        .withSecondaryToPrimaryMapper(changed -> wanting())
        // Look-ups are of all of them.
        .withPrimaryToSecondaryMapper((ClusterModelTrustPolicy policy) -> Set.of());
  }

  private Set<ResourceID> wanting() {
    return context
        .getPrimaryCache()
        .list(TrustPublisher::isWantedBy)
        .map(ResourceID::fromResource)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Both informers. */
  public List<EventSource<?, ClusterModelTrustPolicy>> eventSources() {
    return List.of(namespaces, published);
  }

  /** What they know now; empty until their first lists are whole, and after their end. */
  public Optional<TrustPublisher.Sight> sight() {
    return namespaces.isRunning() && published.isRunning()
        ? Optional.of(
            new TrustPublisher.Sight(
                context.getPrimaryCache().list().toList(),
                namespaces.list().toList(),
                published.list().toList()))
        : Optional.empty();
  }
}
