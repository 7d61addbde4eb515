// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import dev.modelsigning.controller.Disturbance;
import dev.modelsigning.decoding.Unreadable;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
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
 * Signs the selected claims of many namespaces, a few at a time, each by a ModelSigningJob.
 *
 * <p>The selection is recorded before anything begins, and the UID of each ModelSigningJob once it
 * exists; only a recorded job may use the signer. A job with a target's name that is not recorded
 * (the operator died in between, or somebody else created it) is deleted and created again.
 */
@ControllerConfiguration(name = "clustermodelsigningjob")
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class ClusterModelSigningJobReconciler implements Reconciler<ClusterModelSigningJob> {
  private static final Logger LOG = Logger.getLogger(ClusterModelSigningJobReconciler.class);
  private static final Duration AT_ONCE = Duration.ofMillis(100);
  private static final Duration NO_EVENT = Duration.ofSeconds(30);
  private static final int DEFAULT_PARALLELISM = 2;

  private final KubernetesClient client;
  private final Clock clock;
  private final TargetSelection selection;
  private final SigningEvents events;

  /** Constructed by the container. */
  public ClusterModelSigningJobReconciler(
      KubernetesClient client, TargetSelection selection, SigningEvents events, Clock clock) {
    this.client = client;
    this.selection = selection;
    this.events = events;
    this.clock = clock;
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
    ClusterModelSigningJobStatus previous = job.getStatus();
    Optional<String> unreadable = Unreadable.fields(job);
    if (unreadable.isPresent()) {
      var status = ClusterSigningStatus.unreadable(job, unreadable.get(), clock.instant());
      return ClusterSigningStatus.same(previous, status)
          ? UpdateControl.noUpdate()
          : patch(job, status);
    }
    if (previous == null || previous.targets == null) {
      var status = select(job);
      if (status.completedAt != null) {
        events.announce(job, status);
      }
      return patch(job, status).rescheduleAfter(AT_ONCE.toMillis());
    }
    Map<String, ModelSigningJob> cached =
        context
            .getSecondaryResourcesAsStream(ModelSigningJob.class)
            .collect(Collectors.toMap(child -> child.getMetadata().getUid(), child -> child));
    TargetPlan plan =
        TargetPlan.of(previous.targets, parallelism(job), target -> find(target, cached));
    List<SigningTarget> targets = new ArrayList<>(plan.targets());
    boolean unsettled = false;
    for (int index : plan.next()) {
      SigningTarget begun = begin(job, targets.get(index));
      unsettled |= begun.jobUid == null;
      targets.set(index, begun);
    }
    ClusterModelSigningJobStatus status = ClusterSigningStatus.of(job, targets, clock.instant());
    var control =
        ClusterSigningStatus.same(previous, status)
            ? UpdateControl.<ClusterModelSigningJob>noUpdate()
            : patch(job, status);
    if (status.completedAt != null) {
      events.announce(job, status);
      return control;
    }
    return control.rescheduleAfter((unsettled ? AT_ONCE : NO_EVENT).toMillis());
  }

  /** What could not be processed is neither complete nor failed; the framework tries again. */
  @Override
  public ErrorStatusUpdateControl<ClusterModelSigningJob> updateErrorStatus(
      ClusterModelSigningJob job, Context<ClusterModelSigningJob> context, Exception e) {
    return Disturbance.answer(job, context.getClient(), e).orElseGet(() -> unexpected(job, e));
  }

  private ErrorStatusUpdateControl<ClusterModelSigningJob> unexpected(
      ClusterModelSigningJob job, Exception e) {
    LOG.warnf(e, "name=%s the signing job could not be processed", job.getMetadata().getName());
    return ClusterSigningStatus.isFinal(job)
        ? ErrorStatusUpdateControl.noStatusUpdate()
        : ErrorStatusUpdateControl.patchStatus(
            fresh(job, ClusterSigningStatus.notChecked(job, clock.instant())));
  }

  private ClusterModelSigningJobStatus select(ClusterModelSigningJob job) {
    return switch (selection.select(job.getSpec().selector)) {
      case TargetSelection.Outcome.Selected(var targets) ->
          ClusterSigningStatus.of(job, targets, clock.instant());
      case TargetSelection.Outcome.Nothing(var message) ->
          ClusterSigningStatus.nothing(job, message, clock.instant());
      case TargetSelection.Outcome.Refused(var reason, var message) ->
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
        // It is not recorded, so it cannot be believed, even if this operator created it.
        client.resource(wanted).delete();
        return target;
      }
      boolean refusedForGood = e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != 429;
      if (refusedForGood) {
        return TargetPlan.failed(
            target, "the API server refuses its ModelSigningJob: " + e.getMessage());
      }
      throw e;
    }
  }

  /** A job just created may not be cached yet: it is looked up before it counts as deleted. */
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

  private static UpdateControl<ClusterModelSigningJob> patch(
      ClusterModelSigningJob job, ClusterModelSigningJobStatus status) {
    return UpdateControl.patchStatus(fresh(job, status));
  }

  private static ClusterModelSigningJob fresh(
      ClusterModelSigningJob job, ClusterModelSigningJobStatus status) {
    var fresh = new ClusterModelSigningJob();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withName(job.getMetadata().getName())
            .withUid(job.getMetadata().getUid())
            .build());
    fresh.setSpec(null);
    fresh.setStatus(status);
    return fresh;
  }
}
