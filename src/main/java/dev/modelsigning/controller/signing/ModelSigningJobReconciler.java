// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.controller.signing.SignatureOutput.InlineModelSignature;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.job.JobTemplate;
import dev.modelsigning.metrics.Metric;
import dev.modelsigning.volume.ClaimWriters;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Signs one source once: facts, one step, status. */
@ControllerConfiguration(name = "modelsigningjob")
@Singleton
public class ModelSigningJobReconciler implements Reconciler<ModelSigningJob> {
  private static final Logger LOG = Logger.getLogger(ModelSigningJobReconciler.class);

  private final KubernetesClient client;
  private final Clock clock;
  private final MeterRegistry meters;
  private final MeasurementRunner runner;
  private final SigningReader reader;
  private final SigningSteps steps;
  private final ResourceEvents events;

  /** Constructed by the container. */
  public ModelSigningJobReconciler(
      OmsConfig config,
      KubernetesClient client,
      MeasurementRunner runner,
      ClaimWriters writers,
      GuardState guard,
      Clock clock,
      MeterRegistry meters) {
    this.client = client;
    this.clock = clock;
    this.meters = meters;
    this.runner = runner;
    reader = new SigningReader(client, config.namespace(), writers, guard, clock);
    steps = new SigningSteps(runner, this::write, clock);
    events = new ResourceEvents(client, clock);
  }

  @Override
  public List<EventSource<?, ModelSigningJob>> prepareEventSources(
      EventSourceContext<ModelSigningJob> context) {
    var jobs =
        InformerEventSourceConfiguration.from(Job.class, ModelSigningJob.class)
            .withName("modelsigningjob-jobs")
            .withLabelSelector(ApiGroup.MEASUREMENT_LABEL + "=true")
            .withSecondaryToPrimaryMapper(ModelSigningJobReconciler::ownerOf)
            .withWatchAllNamespaces()
            .build();
    return List.of(new InformerEventSource<>(jobs, context));
  }

  @Override
  public UpdateControl<ModelSigningJob> reconcile(
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
    SigningOutcome outcome = steps.advance(reader.read(job, measuring));
    ModelSigningJobStatus status = SigningStatus.of(job, outcome, clock.instant());
    UpdateControl<ModelSigningJob> control = UpdateControl.noUpdate();
    if (job.getStatus() == null || !SigningStatus.same(job.getStatus(), status)) {
      tell(job, status);
      control = UpdateControl.patchStatus(fresh(job, status));
    }
    again(outcome).ifPresent(control::rescheduleAfter);
    return control;
  }

  /** After a final status one more look deletes the measuring Job. */
  private static Optional<Duration> again(SigningOutcome outcome) {
    return Optional.of(
        switch (outcome) {
          case SigningOutcome.Waiting waiting -> waiting.again();
          case SigningOutcome.Measuring measuring -> measuring.again();
          case SigningOutcome.Signed _ -> Duration.ofMillis(100);
          case SigningOutcome.Failed _ -> Duration.ofMillis(100);
        });
  }

  private void write(SigningFacts facts, InlineModelSignature output, byte[] bundle) {
    ModelSignature wanted = output.with(facts.job(), bundle, facts.existing());
    var resource = client.resource(wanted);
    if (facts.existing().isPresent()) {
      resource.update();
    } else {
      resource.create();
    }
  }

  private void tell(ModelSigningJob job, ModelSigningJobStatus status) {
    var before = job.getStatus();
    if (before != null && before.state == status.state && status.reason.equals(before.reason)) {
      return;
    }
    LOG.infof(
        "namespace=%s name=%s state=%s reason=%s",
        job.getMetadata().getNamespace(), job.getMetadata().getName(), status.state, status.reason);
    if (SigningStatus.isFinal(status.state)) {
      Metric.SIGNINGS.counter(meters, status.state.name()).increment();
    }
    events.write(
        job,
        status.state != SigningState.Failed,
        status.reason,
        status.state + ": " + status.message);
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
            .build());
    fresh.setSpec(null);
    fresh.setStatus(status);
    return fresh;
  }
}
