// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.controller.Disturbance;
import dev.modelsigning.controller.MeasuringJobs;
import dev.modelsigning.controller.NamespaceShares;
import dev.modelsigning.controller.Pages;
import dev.modelsigning.decoding.Unreadable;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.job.JobTemplate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
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
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Signs one source once: facts, one step, status. */
@ControllerConfiguration(name = "modelsigningjob")
@GradualRetry(
    maxAttempts = Integer.MAX_VALUE,
    initialInterval = 1_000,
    intervalMultiplier = 2,
    maxInterval = 600_000)
@Singleton
public class ModelSigningJobReconciler implements Reconciler<ModelSigningJob> {
  private static final Logger LOG = Logger.getLogger(ModelSigningJobReconciler.class);

  private static final Duration AT_ONCE = Duration.ofMillis(100);

  /** How often to look for an approval that no event announced. */
  private static final Duration UNANNOUNCED = Duration.ofMinutes(10);

  private final MeasurementRunner runner;
  private final SigningReader reader;
  private final SigningSteps steps;
  private final SigningEvents events;
  private final Clock clock;
  private final NamespaceShares<ModelSigningJob> shares =
      new NamespaceShares<>("modelsigningjob-shares");

  /** Constructed by the container. */
  public ModelSigningJobReconciler(
      MeasurementRunner runner,
      SigningReader reader,
      SigningSteps steps,
      SigningEvents events,
      Clock clock) {
    this.runner = runner;
    this.reader = reader;
    this.steps = steps;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ModelSigningJob>> prepareEventSources(
      EventSourceContext<ModelSigningJob> context) {
    var jobs =
        InformerEventSourceConfiguration.from(Job.class, ModelSigningJob.class)
            .withName("modelsigningjob-jobs")
            .withItemStore(new MeasuringJobs())
            .withInformerListLimit(Pages.SIZE)
            .withLabelSelector(ApiGroup.MEASUREMENT_LABEL + "=true")
            .withSecondaryToPrimaryMapper(ModelSigningJobReconciler::ownerOf)
            .withWatchAllNamespaces()
            .build();
    var owners =
        InformerEventSourceConfiguration.from(ClusterModelSigningJob.class, ModelSigningJob.class)
            .withName("modelsigningjob-owners")
            .withSecondaryToPrimaryMapper(ModelSigningJobReconciler::awaitingApproval)
            .withPrimaryToSecondaryMapper((ModelSigningJob job) -> Set.of())
            .withOnUpdateFilter(ModelSigningJobReconciler::isEdited)
            .withWatchAllNamespaces()
            .build();
    return List.of(
        new InformerEventSource<>(jobs, context),
        new InformerEventSource<>(owners, context),
        shares);
  }

  @Override
  public UpdateControl<ModelSigningJob> reconcile(
      ModelSigningJob job, Context<ModelSigningJob> context) throws IOException {
    return shares.take(job, context, () -> advance(job, context));
  }

  private UpdateControl<ModelSigningJob> advance(
      ModelSigningJob job, Context<ModelSigningJob> context) throws IOException {
    List<Job> measuring =
        context
            .getSecondaryResourcesAsStream(Job.class)
            .filter(candidate -> isFor(candidate, job))
            .toList();
    if (SigningStatus.isFinal(job)) {
      runner.abandon(measuring);
      return UpdateControl.noUpdate();
    }
    Optional<String> unreadable = Unreadable.fields(job);
    if (unreadable.isPresent()) {
      return update(job, SigningStatus.unreadable(job, unreadable.get(), clock.instant()));
    }
    SigningFacts facts = reader.read(job, measuring);
    SigningOutcome outcome = steps.advance(facts);
    return update(job, SigningStatus.of(facts, outcome, clock.instant()))
        .rescheduleAfter(requeueAfter(outcome, measuring));
  }

  private UpdateControl<ModelSigningJob> update(ModelSigningJob job, ModelSigningJobStatus status) {
    if (SigningStatus.same(job.getStatus(), status)) {
      return UpdateControl.noUpdate();
    }
    events.announce(job, status);
    return UpdateControl.patchStatus(fresh(job, status));
  }

  /** What could not be processed is neither signed nor failed; the framework tries again. */
  @Override
  public ErrorStatusUpdateControl<ModelSigningJob> updateErrorStatus(
      ModelSigningJob job, Context<ModelSigningJob> context, Exception e) {
    return Disturbance.answer(job, context.getClient(), e).orElseGet(() -> unexpected(job, e));
  }

  private ErrorStatusUpdateControl<ModelSigningJob> unexpected(ModelSigningJob job, Exception e) {
    LOG.warnf(
        e,
        "namespace=%s name=%s the signing job could not be processed",
        job.getMetadata().getNamespace(),
        job.getMetadata().getName());
    return SigningStatus.isFinal(job)
        ? ErrorStatusUpdateControl.noStatusUpdate()
        : ErrorStatusUpdateControl.patchStatus(
            fresh(job, SigningStatus.notChecked(job, clock.instant())));
  }

  /** Once nothing is measured any more, one more look deletes the measuring Job. */
  private static Duration requeueAfter(SigningOutcome outcome, List<Job> measuring) {
    return switch (outcome) {
      case SigningOutcome.Waiting waiting -> waiting.requeueAfter();
      case SigningOutcome.Measuring running -> running.requeueAfter();
      case SigningOutcome.AwaitingApproval _ -> measuring.isEmpty() ? UNANNOUNCED : AT_ONCE;
      case SigningOutcome.Signed _, SigningOutcome.Failed _ -> AT_ONCE;
    };
  }

  private static Set<ResourceID> ownerOf(Job job) {
    var annotations = job.getMetadata().getAnnotations();
    if (annotations == null
        || !HasMetadata.getKind(ModelSigningJob.class)
            .equals(annotations.get(JobTemplate.OWNER_KIND_ANNOTATION))) {
      return Set.of();
    }
    String name = annotations.get(JobTemplate.OWNER_NAME_ANNOTATION);
    return name == null ? Set.of() : Set.of(new ResourceID(name, job.getMetadata().getNamespace()));
  }

  /** An approval is an edit of the specification; updates of the status are many. */
  private static boolean isEdited(ClusterModelSigningJob now, ClusterModelSigningJob before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration());
  }

  private static Set<ResourceID> awaitingApproval(ClusterModelSigningJob owner) {
    var status = owner.getStatus();
    return status == null || status.targets == null
        ? Set.of()
        : status.targets.stream()
            .filter(target -> target.jobName != null && !SigningStatus.isFinal(target.state))
            .map(target -> new ResourceID(target.jobName, target.namespace))
            .collect(Collectors.toSet());
  }

  private static boolean isFor(Job candidate, ModelSigningJob job) {
    var labels = candidate.getMetadata().getLabels();
    return labels != null
        && job.getMetadata().getUid().equals(labels.get(JobTemplate.OWNER_UID_LABEL));
  }

  private static ModelSigningJob fresh(ModelSigningJob job, ModelSigningJobStatus status) {
    var fresh = new ModelSigningJob();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(job.getMetadata().getNamespace())
            .withName(job.getMetadata().getName())
            .withUid(job.getMetadata().getUid())
            .build());
    fresh.setSpec(null);
    fresh.setStatus(status);
    return fresh;
  }
}
