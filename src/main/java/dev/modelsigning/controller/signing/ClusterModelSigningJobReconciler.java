// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.config.OmsConfig;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Signs selected claims over namespaces, a few at a time, each by a ModelSigningJob.
 *
 * <p>The selection is written down before anything is begun, and the UID of each ModelSigningJob
 * once it exists; only what is written down there may use the signer. A job of a target's name that
 * was not written down (the operator died in between, or somebody else made it) is deleted and made
 * again.
 */
@ControllerConfiguration(name = "clustermodelsigningjob")
@Singleton
public class ClusterModelSigningJobReconciler implements Reconciler<ClusterModelSigningJob> {
  private static final Logger LOG = Logger.getLogger(ClusterModelSigningJobReconciler.class);
  private static final Duration AT_ONCE = Duration.ofMillis(100);
  private static final Duration NO_EVENT = Duration.ofSeconds(30);
  private static final int DEFAULT_PARALLELISM = 2;

  private final KubernetesClient client;
  private final Clock clock;
  private final TargetSelection selection;

  /** Constructed by the container. */
  public ClusterModelSigningJobReconciler(OmsConfig config, KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
    selection = new TargetSelection(client, ExemptNamespaces.of(config));
  }

  @Override
  public List<EventSource<?, ClusterModelSigningJob>> prepareEventSources(
      EventSourceContext<ClusterModelSigningJob> context) {
    var jobs =
        InformerEventSourceConfiguration.from(ModelSigningJob.class, ClusterModelSigningJob.class)
            .withName("clustermodelsigningjob-jobs")
            .withSecondaryToPrimaryMapper(ClusterModelSigningJobReconciler::ownerOf)
            .withWatchAllNamespaces()
            .build();
    return List.of(new InformerEventSource<>(jobs, context));
  }

  @Override
  public UpdateControl<ClusterModelSigningJob> reconcile(
      ClusterModelSigningJob job, Context<ClusterModelSigningJob> context) {
    if (ClusterSigningStatus.isFinal(job)) {
      return UpdateControl.noUpdate();
    }
    ClusterModelSigningJobStatus before = job.getStatus();
    if (before == null || before.targets == null) {
      return patch(job, select(job)).rescheduleAfter(AT_ONCE.toMillis());
    }
    Map<String, ModelSigningJob> cached =
        context
            .getSecondaryResourcesAsStream(ModelSigningJob.class)
            .collect(Collectors.toMap(child -> child.getMetadata().getUid(), child -> child));
    TargetPlan plan =
        TargetPlan.of(before.targets, parallelism(job), target -> find(target, cached));
    List<SigningTarget> targets = new ArrayList<>(plan.targets());
    boolean unsettled = false;
    for (int index : plan.next()) {
      SigningTarget begun = begin(job, targets.get(index));
      unsettled |= begun.jobUid == null;
      targets.set(index, begun);
    }
    ClusterModelSigningJobStatus status = ClusterSigningStatus.of(job, targets, clock.instant());
    var control =
        ClusterSigningStatus.same(before, status)
            ? UpdateControl.<ClusterModelSigningJob>noUpdate()
            : patch(job, status);
    if (status.completedAt != null) {
      tell(job, status);
      return control;
    }
    return control.rescheduleAfter((unsettled ? AT_ONCE : NO_EVENT).toMillis());
  }

  private ClusterModelSigningJobStatus select(ClusterModelSigningJob job) {
    return switch (selection.select(job.getSpec().selector)) {
      case TargetSelection.Outcome.Selected(var targets) ->
          ClusterSigningStatus.of(job, targets, clock.instant());
      case TargetSelection.Outcome.Refused(String reason, String message) ->
          ClusterSigningStatus.refused(job, reason, message, clock.instant());
    };
  }

  /** The target with its ModelSigningJob, or as it was when that has to be tried again. */
  private SigningTarget begin(ClusterModelSigningJob owner, SigningTarget target) {
    ModelSigningJob wanted = ChildJob.of(owner, target);
    try {
      return TargetPlan.begun(target, client.resource(wanted).create());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        // Not written down, so nobody may believe it, not even if it is ours.
        client.resource(wanted).delete();
        return target;
      }
      boolean refusedForGood = e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != 429;
      if (refusedForGood) {
        return TargetPlan.failed(
            target, "its ModelSigningJob could not be made: " + e.getMessage());
      }
      throw e;
    }
  }

  /** A job just made may not be in the cache yet: asked for before it counts as deleted. */
  private Optional<ModelSigningJob> find(
      SigningTarget target, Map<String, ModelSigningJob> cached) {
    return Optional.ofNullable(cached.get(target.jobUid))
        .or(
            () ->
                Optional.ofNullable(
                        client
                            .resources(ModelSigningJob.class)
                            .inNamespace(target.namespace)
                            .withName(target.jobName)
                            .get())
                    .filter(found -> Objects.equals(found.getMetadata().getUid(), target.jobUid)));
  }

  private static int parallelism(ClusterModelSigningJob job) {
    return Objects.requireNonNullElse(job.getSpec().parallelism, DEFAULT_PARALLELISM);
  }

  private static Set<ResourceID> ownerOf(ModelSigningJob job) {
    return Vouching.ownerOf(job)
        .map(owner -> Set.of(new ResourceID(owner.getName())))
        .orElse(Set.of());
  }

  private static void tell(ClusterModelSigningJob job, ClusterModelSigningJobStatus status) {
    LOG.infof(
        "name=%s selected=%d succeeded=%d failed=%d",
        job.getMetadata().getName(), status.selected, status.succeeded, status.failed);
  }

  private static UpdateControl<ClusterModelSigningJob> patch(
      ClusterModelSigningJob job, ClusterModelSigningJobStatus status) {
    var fresh = new ClusterModelSigningJob();
    fresh.setMetadata(new ObjectMetaBuilder().withName(job.getMetadata().getName()).build());
    fresh.setSpec(null);
    fresh.setStatus(status);
    return UpdateControl.patchStatus(fresh);
  }
}
