// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.story;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.DriftResponse;
import dev.modelsigning.api.v1alpha1.ModelRules;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyRequirements;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.Editing;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.Config;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What users, administrators and the parts of a cluster do. */
public final class When {
  private final Stage stage;

  When(Stage stage) {
    this.stage = stage;
  }

  /** The operator lets a measuring Job run; returns it once it does. */
  public Job aMeasurementRuns() {
    String name =
        new Then(stage)
            .theModelSignature()
            .reaches(
                "a measuring Job",
                status -> status.measurement != null && status.measurement.jobUid != null)
            .measurement
            .jobName;
    return stage
        .job(name)
        .waitUntilCondition(
            job -> job != null && Boolean.FALSE.equals(job.getSpec().getSuspend()),
            Stage.PATIENCE.toSeconds(),
            TimeUnit.SECONDS);
  }

  /** A measuring Job runs and succeeds with the model as it is; returns the Job. */
  public Job theModelIsMeasured() {
    Job job = aMeasurementRuns();
    thePodOf(job).measures(stage.model);
    return job;
  }

  /** The pod of a Job, before it has a result. */
  public NodeInPlay.PodOfJob thePodOf(Job job) {
    return stage.node.podOf(job);
  }

  private TeamPods pods() {
    return new TeamPods(stage.admin, stage.team);
  }

  /** A pod of the team mounts the claim so that it can write. */
  public Pod aWriterAppears() {
    return pods().mounting(false);
  }

  /** A pod of the team mounts the claim read-only. */
  public Pod aReaderAppears() {
    return pods().mounting(true);
  }

  /** A pod of the team mounts the claim read-only and runs on this node. */
  public Pod aReaderRunsOn(String node) {
    return pods().runningOn(node, aReaderAppears());
  }

  /** A pod of the team mounts the claim so that it can write, and runs on this node. */
  public Pod aWriterRunsOn(String node) {
    return pods().runningOn(node, aWriterAppears());
  }

  /** A pod is deleted at once. */
  public void itIsDeleted(Pod pod) {
    stage.admin.resource(pod).withGracePeriod(0).delete();
  }

  /** The volume controller binds the claim. */
  public void theClaimIsBound() {
    stage.claims.bind(Stage.MODEL);
  }

  /** An administrator points the volume at another directory of its backend. */
  public void theVolumeChanges() {
    stage.claims.changeMountOptions(Stage.MODEL);
  }

  /** The team puts a bundle into the ConfigMap of its ModelSignature. */
  public void theConfigMapHolds(byte[] bundle) {
    stage
        .admin
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(stage.team)
                .withName(Stage.MODEL)
                .endMetadata()
                .addToData("bundle", SignedModel.text(bundle))
                .build())
        .createOr(existing -> existing.update());
  }

  /** Somebody deletes the ConfigMap with the bundle. */
  public void theConfigMapIsDeleted() {
    stage.admin.configMaps().inNamespace(stage.team).withName(Stage.MODEL).delete();
  }

  /** The job controller ends a Job at its deadline, for which it could create no pod. */
  public void theTimeIsOverBeforeAPodOf(Job job) {
    stage
        .job(job.getMetadata().getName())
        .editStatus(
            stored ->
                new JobBuilder(stored)
                    .editOrNewStatus()
                    .withStartTime(stored.getMetadata().getCreationTimestamp())
                    .addNewCondition()
                    .withType("FailureTarget")
                    .withStatus("True")
                    .withReason("DeadlineExceeded")
                    .endCondition()
                    .endStatus()
                    .build());
  }

  /** The team wants the measurement to run as another user. */
  public void theSpecChanges() {
    edit(
        signature -> {
          signature.getSpec().verification = new VerificationOptions();
          signature.getSpec().verification.runAsUser = 1000L;
        });
  }

  /** The team signs its model anew. */
  public void theInlineBundleIsReplaced(byte[] bundle) {
    edit(signature -> signature.getSpec().signature.inline.bundle = SignedModel.text(bundle));
  }

  /** The team wants no measurement for now. */
  public void measurementsAreSuspended() {
    edit(
        signature -> {
          signature.getSpec().verification = new VerificationOptions();
          signature.getSpec().verification.suspend = true;
        });
  }

  /** Somebody asks for a measurement by an annotation of this value. */
  public void aMeasurementIsAskedFor(String value) {
    edit(
        signature ->
            signature.getMetadata().getAnnotations().put(ApiGroup.MEASURE_AGAIN_ANNOTATION, value));
  }

  private void edit(Consumer<ModelSignature> change) {
    Editing.edit(stage.signature(), change);
  }

  /** The team deletes the ModelSignature. */
  public void theModelSignatureIsDeleted() {
    stage.signature().delete();
    stage.signature().waitUntilCondition(Objects::isNull, 10, TimeUnit.SECONDS);
  }

  /** The security team changes the keys of the policy. */
  public void thePolicyTrusts(String... publicKeys) {
    editPolicy(policy -> policy.getSpec().authorities = CustomResources.authorities(publicKeys));
  }

  /** The security team changes the authorities of the policy. */
  public void thePolicyTrusts(TrustAuthority... authorities) {
    editPolicy(policy -> policy.getSpec().authorities = List.of(authorities));
  }

  /** The security team accepts unsigned content at these paths. */
  public void thePolicyAcceptsAtIgnoredPaths(String... paths) {
    editPolicy(
        policy -> {
          policy.getSpec().models = new ModelRules();
          policy.getSpec().models.ignoredPaths = List.of(paths);
        });
  }

  /** The security team lets the policy only warn. */
  public void thePolicyOnlyWarns() {
    editPolicy(policy -> policy.getSpec().mode = PolicyMode.Warn);
  }

  /** The security team says what a drift means for running pods. */
  public void thePolicyRespondsToDriftBy(DriftResponse response) {
    editPolicy(
        policy -> {
          policy.getSpec().requirements = new PolicyRequirements();
          policy.getSpec().requirements.onDrift = response;
        });
  }

  /** The security team lets the policy select other namespaces than the team's. */
  public void thePolicySelectsOtherNamespaces() {
    editPolicy(
        policy -> policy.getSpec().match.namespaceSelector.setMatchLabels(Map.of("of", "others")));
  }

  /** The security team edits the policy. */
  public void editPolicy(Consumer<ClusterModelTrustPolicy> change) {
    Editing.edit(stage.policy(), change);
  }

  /** The guard is removed. */
  public void theGuardIsRemoved() {
    stage.guard.set(false);
  }

  /** The guard is installed again. */
  public void theGuardIsInstalled() {
    stage.guard.set(true);
  }

  /** The operator ends. */
  public void theOperatorStops() {
    stage.operator().close();
  }

  /** Another operator starts in the same namespace. */
  public void theOperatorStarts() {
    stage.startOperator();
  }

  /** Another operator takes over. */
  public void theOperatorRestarts() {
    theOperatorStops();
    theOperatorStarts();
  }

  /** Another operator takes over after a time without any. */
  public void theOperatorRestartsAfter(Duration time) {
    theOperatorStops();
    stage.startOperator(Clock.offset(Clock.systemUTC(), time));
  }

  /** Another operator takes over, in this namespace and with these rights. */
  public void theOperatorRestarts(Config rights, String namespace) {
    theOperatorStops();
    stage.startOperator(rights, namespace);
  }

  /** A writer comes, changes a file and goes, and the model is measured again. */
  public void theContentDriftsBehindAWriter() {
    Pod writer = aWriterAppears();
    new Then(stage).theModelSignature().becomes("WriterAppeared");
    stage.model.tamper();
    itIsDeleted(writer);
    theModelIsMeasured();
  }

  /** The operator deletes the stored evidence that no resource needs. */
  public void evidenceIsSwept() {
    stage.operator().sweepEvidence();
  }

  /** The operator looks at the drifted models. */
  public void driftIsLookedAt() {
    stage.operator().lookAtDrift();
  }

  /** Somebody deletes the stored evidence. */
  public void evidenceIsDeleted() {
    stage.admin.resourceList(stage.storedEvidence()).delete();
  }
}
