// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.javaoperatorsdk.operator.api.config.informer.Field;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
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
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one entry per trust policy of the cluster in the webhook configuration, and one for those
 * of namespaces.
 *
 * <p>The primary resource is the ValidatingWebhookConfiguration, which the install creates; every
 * change of it or of a policy leads to one pass over all entries. The configuration is read live
 * and written with its resource version: it has another writer, which renews the caBundles.
 */
@ControllerConfiguration(
    name = "webhook-scope",
    informer =
        @Informer(
            fieldSelector = @Field(path = "metadata.name", value = ScopeReconciler.CONFIGURATION)))
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 60_000)
public final class ScopeReconciler implements Reconciler<ValidatingWebhookConfiguration> {
  static final String CONFIGURATION = "model-signature-webhook";

  /** How long a replaced entry stays; API servers and webhooks hear of a change within it. */
  static final Duration OVERLAP = Duration.ofSeconds(10);

  private static final int ATTEMPTS = 5;

  /** Policies of namespaces in one answer of the API server: each may have more than 1 MiB. */
  private static final long PAGE = 25;

  private static final Logger LOG = Logger.getLogger(ScopeReconciler.class);

  private final KubernetesClient client;
  private final Clock clock;
  private final EntryPlanner planner;
  private final EntryTransition transition;

  /** When an entry was first seen to be replaced; one pass at a time reads and writes it. */
  private final Map<String, Instant> replaced = new HashMap<>();

  private @Nullable InformerEventSource<ClusterModelTrustPolicy, ValidatingWebhookConfiguration>
      policies;

  private @Nullable InformerEventSource<ModelTrustPolicy, ValidatingWebhookConfiguration>
      namespaced;
  private final NamespacedTurn turn = new NamespacedTurn();

  /** Nothing is read or written before the first event. */
  public ScopeReconciler(KubernetesClient client, Clock clock, EntryPlanner planner) {
    this.client = client;
    this.clock = clock;
    this.planner = planner;
    this.transition = new EntryTransition(planner.template());
  }

  @Override
  public List<EventSource<?, ValidatingWebhookConfiguration>> prepareEventSources(
      EventSourceContext<ValidatingWebhookConfiguration> context) {
    var configuration =
        InformerEventSourceConfiguration.from(
                ClusterModelTrustPolicy.class, ValidatingWebhookConfiguration.class)
            .withName("policies-of-the-webhook-configuration")
            .withSecondaryToPrimaryMapper(policy -> Set.of(new ResourceID(CONFIGURATION)))
            .build();
    policies = new InformerEventSource<>(configuration, context);
    namespaced =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(
                    ModelTrustPolicy.class, ValidatingWebhookConfiguration.class)
                .withName("namespaced-policies-of-the-webhook-configuration")
                .withItemStore(new OutlinedPolicies())
                .withInformerListLimit(PAGE)
                .withSecondaryToPrimaryMapper(policy -> Set.of(new ResourceID(CONFIGURATION)))
                // Signs of life change no plan.
                .withOnUpdateFilter(
                    (now, before) ->
                        !Objects.equals(
                            now.getMetadata().getGeneration(),
                            before.getMetadata().getGeneration()))
                .withWatchAllNamespaces()
                .build(),
            context);
    return List.of(policies, namespaced);
  }

  @Override
  public UpdateControl<ValidatingWebhookConfiguration> reconcile(
      ValidatingWebhookConfiguration configuration,
      Context<ValidatingWebhookConfiguration> context) {
    List<NamespacedEntry> wanted =
        planner.namespaced(Objects.requireNonNull(namespaced).list().toList()).entries();
    boolean entriesAreOutgoing =
        settle(
            Objects.requireNonNull(policies).list().toList(), turn.next(wanted, clock.instant()));
    UpdateControl<ValidatingWebhookConfiguration> done = UpdateControl.noUpdate();
    if (turn.isAwaited(wanted)) {
      return done.rescheduleAfter(NamespacedTurn.PAUSE.toMillis());
    }
    return entriesAreOutgoing ? done.rescheduleAfter(OVERLAP.toMillis()) : done;
  }

  /** Writes what is due; returns whether replaced entries have to be removed later. */
  private boolean settle(
      List<ClusterModelTrustPolicy> declared, List<NamespacedEntry> ofNamespaces) {
    EntryPlan ofPods = planner.plan(declared).with(ofNamespaces);
    EntryPlan plan = ofPods.warning(planner.workloads(ofPods, declared));
    Map<String, EntryKind> kinds =
        declared.stream()
            .collect(Collectors.toMap(policy -> policy.getMetadata().getName(), EntryKind::of));
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      Instant now = clock.instant();
      Optional<ValidatingWebhookConfiguration> installed = Optional.ofNullable(resource().get());
      if (installed.isEmpty()) {
        return false;
      }
      EntryTransition.Next next =
          transition.next(
              installed.get().getWebhooks(),
              plan,
              kinds,
              name -> staysUntil(name, now).isAfter(now));
      if (!next.changed() || write(installed.get(), next)) {
        replaced.keySet().retainAll(next.outgoing());
        return !next.outgoing().isEmpty();
      }
    }
    throw new IllegalStateException(
        "ValidatingWebhookConfiguration %s changed during each of %d attempts to write it"
            .formatted(CONFIGURATION, ATTEMPTS));
  }

  private Instant staysUntil(String entry, Instant now) {
    return replaced.computeIfAbsent(entry, name -> now).plus(OVERLAP);
  }

  /** Whether it was written; it was not when somebody else wrote in between. */
  private boolean write(ValidatingWebhookConfiguration installed, EntryTransition.Next next) {
    Set<String> before = names(installed.getWebhooks());
    installed.setWebhooks(next.webhooks());
    try {
      client.resource(installed).update();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
    Set<String> after = names(next.webhooks());
    LOG.infof(
        "webhook configuration %s written: entries=%d added=%s removed=%s",
        CONFIGURATION, after.size(), without(after, before), without(before, after));
    return true;
  }

  private static Set<String> names(List<ValidatingWebhook> webhooks) {
    return webhooks.stream().map(ValidatingWebhook::getName).collect(Collectors.toSet());
  }

  private static List<String> without(Set<String> names, Set<String> others) {
    return names.stream().filter(name -> !others.contains(name)).sorted().toList();
  }

  private Resource<ValidatingWebhookConfiguration> resource() {
    return client
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName(CONFIGURATION);
  }
}
