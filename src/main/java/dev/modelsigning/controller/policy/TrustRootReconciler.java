// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.policy;

import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import dev.modelsigning.api.v1alpha1.ModelTrustRootStatus;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.Disturbance;
import dev.modelsigning.controller.refreshing.RefreshMetrics;
import dev.modelsigning.controller.refreshing.RootRefresher;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a ModelTrustRoot from its mirror when it is time, and reports in its status whether it
 * can be used, until when its keys are, and when it was and will be fetched.
 */
@ControllerConfiguration(name = "modeltrustroot")
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class TrustRootReconciler implements Reconciler<ModelTrustRoot> {
  private static final Logger LOG = Logger.getLogger(TrustRootReconciler.class);

  private final OmsConfig config;
  private final Clock clock;
  private final TrustRoots roots = new TrustRoots();
  private final RootRefresher refresher;
  private @Nullable InformerEventSource<ConfigMap, ModelTrustRoot> configMaps;

  /** Constructed by the container. */
  public TrustRootReconciler(OmsConfig config, Clock clock, MeterRegistry meters) {
    this.config = config;
    this.clock = clock;
    this.refresher = new RootRefresher(config.namespace(), clock, new RefreshMetrics(meters));
  }

  @Override
  public List<EventSource<?, ModelTrustRoot>> prepareEventSources(
      EventSourceContext<ModelTrustRoot> context) {
    var cache = context.getPrimaryCache();
    configMaps =
        new InformerEventSource<>(
            TrustSources.configMaps(
                ModelTrustRoot.class,
                "modeltrustroot",
                config.namespace(),
                changed ->
                    cache
                        .list(
                            root ->
                                TrustRoots.configMapsOf(root)
                                    .contains(changed.getMetadata().getName()))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet())),
            context);
    return List.of(configMaps);
  }

  @Override
  public UpdateControl<ModelTrustRoot> reconcile(
      ModelTrustRoot root, Context<ModelTrustRoot> context) {
    RootRefresh refresh =
        RootRefresh.whenDue(root, roots, this::configMap, refresher, context.getClient(), clock);
    var status = TrustRootStatuses.of(root, refresh.found(), refresh.state(), clock.instant());
    UpdateControl<ModelTrustRoot> control =
        TrustRootStatuses.same(root.getStatus(), status)
            ? UpdateControl.noUpdate()
            : UpdateControl.patchStatus(fresh(root, status));
    return refresh
        .state()
        .map(state -> control.rescheduleAfter(state.untilNext(clock.instant())))
        .orElse(control);
  }

  /** A root that could not be checked is not Ready; the framework tries again with back-off. */
  @Override
  public ErrorStatusUpdateControl<ModelTrustRoot> updateErrorStatus(
      ModelTrustRoot root, Context<ModelTrustRoot> context, Exception e) {
    return Disturbance.answer(root, context.getClient(), e).orElseGet(() -> unexpected(root, e));
  }

  private ErrorStatusUpdateControl<ModelTrustRoot> unexpected(ModelTrustRoot root, Exception e) {
    LOG.warnf(e, "name=%s the trusted root could not be checked", root.getMetadata().getName());
    return ErrorStatusUpdateControl.patchStatus(
        fresh(root, TrustRootStatuses.notChecked(root, clock.instant())));
  }

  private static ModelTrustRoot fresh(ModelTrustRoot root, ModelTrustRootStatus status) {
    var fresh = new ModelTrustRoot();
    fresh.setMetadata(new ObjectMetaBuilder().withName(root.getMetadata().getName()).build());
    fresh.setSpec(null);
    fresh.setStatus(status);
    return fresh;
  }

  private Optional<ConfigMap> configMap(String name) {
    return Objects.requireNonNull(configMaps).get(new ResourceID(name, config.namespace()));
  }
}
