// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClaimSelector;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.SignerReference;
import dev.modelsigning.api.v1alpha1.SigningApproval;
import dev.modelsigning.api.v1alpha1.SigningOptions;
import dev.modelsigning.api.v1alpha1.SigningSerialization;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.manifest.Manifest;
import dev.modelsigning.testing.Await;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.testing.SigningJobAssert;
import dev.modelsigning.testing.story.Told;
import dev.modelsigning.testing.story.When;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What platform and ML teams do to have models signed, and what comes of it. */
final class SigningStory {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SIGNER = "release-signer";

  private final KubernetesClient admin;
  private final String system;
  private final String namespace;
  private final When when;

  SigningStory(KubernetesClient admin, String system, String namespace, When when) {
    this.admin = admin;
    this.system = system;
    this.namespace = namespace;
    this.when = when;
  }

  /** The platform team lends a key to these namespaces, separated by commas; {@code *} for all. */
  void aKeyFor(String namespaces, String privateKey) {
    admin
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(system)
                .withName(SIGNER)
                .addToLabels(ApiGroup.SIGNER_LABEL, "true")
                .addToAnnotations(ApiGroup.SIGNER_NAMESPACES_ANNOTATION, namespaces)
                .endMetadata()
                .withStringData(Map.of("private.key", privateKey))
                .build())
        .create();
  }

  /** The ML team asks for the signature of its claim. */
  void job(String name) {
    admin.resource(newJob(name)).create();
  }

  /** The ML team asks for it, with these options and for this directory of its claim. */
  void job(String name, String subPath, @Nullable SigningSerialization serialization) {
    var options = new SigningOptions();
    options.serialization = serialization;
    jobWith(name, subPath, options);
  }

  /** The ML team asks for it for this directory of its claim. */
  void jobWith(String name, String subPath, SigningOptions options) {
    ModelSigningJob job = newJob(name);
    job.getSpec().source.persistentVolumeClaim.subPath = subPath.isEmpty() ? null : subPath;
    job.getSpec().options = options;
    admin.resource(job).create();
  }

  /** The ML team asks for it, and wants to see the digest before. */
  void jobWithApproval(String name) {
    ModelSigningJob job = newJob(name);
    job.getSpec().approval = SigningApproval.Manual;
    admin.resource(job).create();
  }

  /** The ML team approves of a digest. */
  void approves(String name, String digest) {
    admin
        .resources(ModelSigningJob.class)
        .inNamespace(namespace)
        .withName(name)
        .edit(
            job -> {
              job.getSpec().approvedDigests = List.of(digest);
              return job;
            });
  }

  /** The platform team approves of a digest. */
  void approves(ClusterModelSigningJob job, String digest) {
    admin
        .resources(ClusterModelSigningJob.class)
        .withName(job.getMetadata().getName())
        .edit(
            stored -> {
              stored.getSpec().approvedDigests = List.of(digest);
              return stored;
            });
  }

  /** The ML team asks for it in the name of a cluster job. */
  void jobThatClaimsToBelongTo(ClusterModelSigningJob owner, String name) {
    ModelSigningJob job = newJob(name);
    job.setMetadata(
        new ObjectMetaBuilder(job.getMetadata())
            .addNewOwnerReference()
            .withApiVersion(owner.getApiVersion())
            .withKind(owner.getKind())
            .withName(owner.getMetadata().getName())
            .withUid(owner.getMetadata().getUid())
            .withController(true)
            .endOwnerReference()
            .build());
    admin.resource(job).create();
  }

  private ModelSigningJob newJob(String name) {
    var job = new ModelSigningJob();
    job.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    job.getSpec().source = CustomResources.signingSource(SigningScenario.CLAIM);
    job.getSpec().signer = signer();
    return job;
  }

  private static SignerReference signer() {
    var signer = new SignerReference();
    signer.secretName = SIGNER;
    return signer;
  }

  /** The platform team asks for the signature of the team's claims with the label {@code sign}. */
  ClusterModelSigningJob clusterJob(int parallelism) {
    return clusterJobOver(namespace, parallelism);
  }

  /** The platform team asks for the signature of a namespace's claims with the label. */
  ClusterModelSigningJob clusterJobOver(String selected, int parallelism) {
    return admin.resource(newClusterJob(selected, parallelism)).create();
  }

  /** The platform team asks for the signature of these claims of the team, after approval. */
  ClusterModelSigningJob clusterJobWithApproval(int parallelism, String... claims) {
    ClusterModelSigningJob job = newClusterJob(namespace, parallelism);
    job.getSpec().selector.claimSelector = null;
    job.getSpec().selector.trustClaimLabels = null;
    job.getSpec().selector.claimNames = List.of(claims);
    job.getSpec().approval = SigningApproval.Manual;
    return admin.resource(job).create();
  }

  private static ClusterModelSigningJob newClusterJob(String selected, int parallelism) {
    var job = new ClusterModelSigningJob();
    job.setMetadata(new ObjectMetaBuilder().withName("all-" + selected).build());
    var spec = job.getSpec();
    spec.selector = new ClaimSelector();
    spec.selector.namespaceSelector = CustomResources.namespaceNamed(selected);
    spec.selector.claimSelector =
        new LabelSelectorBuilder().addToMatchLabels("sign", "true").build();
    spec.selector.trustClaimLabels = true;
    spec.signer = signer();
    spec.parallelism = parallelism;
    return job;
  }

  /** The pod of a measuring Job succeeds with this manifest, without a bundle. */
  void measures(Job measuring, Manifest manifest) {
    when.thePodOf(measuring).measures(Told.by(measuring, manifest), Optional.empty());
    nudge(measuring);
  }

  /** The pod of a measuring Job runs {@code oms measure} with this folder as its volume. */
  void runs(Job measuring, Path volume) {
    when.thePodOf(measuring).runs(volume);
    nudge(measuring);
  }

  /** The pod of a measuring Job refuses the model, for this reason. */
  void refuses(Job measuring, String reason) {
    when.thePodOf(measuring).refuses(reason);
    nudge(measuring);
  }

  /** The job controller changes the Job once its pod has ended; any change will do. */
  void nudge(Job measuring) {
    admin
        .resource(measuring)
        .edit(
            job -> {
              job.getMetadata().getAnnotations().put("test", "pod ended");
              return job;
            });
  }

  /** Waits until the measuring Job of a signing job runs. */
  Job running(String name) {
    return runningAfter("", name);
  }

  /** Waits until a measuring Job of a signing job runs that has another UID. */
  Job runningAfter(String earlierUid, String name) {
    Await.until(
        name + " to measure after " + earlierUid,
        PATIENCE,
        () ->
            measuringJob(name)
                .filter(job -> !job.getSpec().getSuspend())
                .filter(job -> !job.getMetadata().getUid().equals(earlierUid))
                .isPresent());
    return measuringJob(name).orElseThrow();
  }

  private Optional<Job> measuringJob(String name) {
    return status(name)
        .filter(status -> status.measurement != null && status.measurement.jobUid != null)
        .map(status -> status.measurement.jobName)
        .map(job -> admin.batch().v1().jobs().inNamespace(namespace).withName(job).get());
  }

  private Optional<ModelSigningJobStatus> status(String name) {
    return Optional.ofNullable(
            admin.resources(ModelSigningJob.class).inNamespace(namespace).withName(name).get())
        .map(ModelSigningJob::getStatus);
  }

  /** Waits until a signing job is in a state. */
  SigningJobAssert becomes(String name, SigningState state) {
    return comesTo(name, "become " + state, status -> status.state == state);
  }

  /** Waits until a signing job has a reason. */
  SigningJobAssert comesToReason(String name, String reason) {
    return comesTo(name, "have reason " + reason, status -> reason.equals(status.reason));
  }

  private SigningJobAssert comesTo(
      String name, String what, Predicate<ModelSigningJobStatus> condition) {
    Await.until(name + " to " + what, PATIENCE, () -> status(name).filter(condition).isPresent());
    return SigningJobAssert.assertThat(status(name).orElseThrow());
  }

  /** The bundle in the ModelSignature that signing makes. */
  Optional<String> bundle() {
    return Optional.ofNullable(
            admin
                .resources(ModelSignature.class)
                .inNamespace(namespace)
                .withName(SigningScenario.CLAIM)
                .get())
        .map(signature -> signature.getSpec().signature.inline.bundle);
  }

  /** Waits until a measuring Job is deleted. */
  void isDeleted(Job measuring) {
    Await.until(
        measuring.getMetadata().getName() + " to be deleted",
        PATIENCE,
        () -> admin.resource(measuring).get() == null);
  }

  /** Waits until a cluster job is complete or has failed. */
  ClusterModelSigningJobStatus ends(ClusterModelSigningJob job) {
    return comesTo(job, "end", status -> status.completedAt != null);
  }

  /** Waits until a cluster job is as wanted. */
  ClusterModelSigningJobStatus comesTo(
      ClusterModelSigningJob job, String what, Predicate<ClusterModelSigningJobStatus> condition) {
    Await.until(
        job.getMetadata().getName() + " to " + what,
        PATIENCE,
        () -> clusterStatus(job).filter(condition).isPresent());
    return clusterStatus(job).orElseThrow();
  }

  private Optional<ClusterModelSigningJobStatus> clusterStatus(ClusterModelSigningJob job) {
    return Optional.ofNullable(admin.resource(job).get()).map(ClusterModelSigningJob::getStatus);
  }
}
