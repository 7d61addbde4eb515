// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClaimSelector;
import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.SignerReference;
import dev.modelsigning.api.v1alpha1.SigningState;
import dev.modelsigning.testing.Await;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What users, and the job controller and the kubelet in play, do in the tests of signing jobs. */
final class SigningStory {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final String CLAIM = "minilm";

  private static final String SIGNER = "release-signer";

  private final KubernetesClient admin;
  private final String system;
  private final String namespace;
  private final NodeInPlay node;
  private final SignedModel model;

  SigningStory(
      KubernetesClient admin, String system, String namespace, NodeInPlay node, SignedModel model) {
    this.admin = admin;
    this.system = system;
    this.namespace = namespace;
    this.node = node;
    this.model = model;
  }

  void signer(String privateKey, String namespaces) {
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

  void job(String name, ClusterModelSigningJob owner) {
    var job = new ModelSigningJob();
    var metadata = new ObjectMetaBuilder().withNamespace(namespace).withName(name);
    if (owner != null) {
      metadata
          .addNewOwnerReference()
          .withApiVersion(owner.getApiVersion())
          .withKind(owner.getKind())
          .withName(owner.getMetadata().getName())
          .withUid(owner.getMetadata().getUid())
          .withController(true)
          .endOwnerReference();
    }
    job.setMetadata(metadata.build());
    job.getSpec().source = new ModelSource();
    job.getSpec().source.persistentVolumeClaim = new ClaimSource();
    job.getSpec().source.persistentVolumeClaim.claimName = CLAIM;
    job.getSpec().signer = new SignerReference();
    job.getSpec().signer.secretName = SIGNER;
    admin.resource(job).create();
  }

  ClusterModelSigningJob clusterJob(String label, int parallelism) {
    return clusterJob(label, parallelism, namespace);
  }

  ClusterModelSigningJob clusterJob(String label, int parallelism, String selected) {
    var job = new ClusterModelSigningJob();
    job.setMetadata(new ObjectMetaBuilder().withName("all-" + selected).build());
    var spec = job.getSpec();
    spec.selector = new ClaimSelector();
    spec.selector.namespaceSelector =
        new LabelSelectorBuilder()
            .addToMatchLabels("kubernetes.io/metadata.name", selected)
            .build();
    spec.selector.claimSelector =
        new LabelSelectorBuilder().addToMatchLabels(label, "true").build();
    spec.signer = new SignerReference();
    spec.signer.secretName = SIGNER;
    spec.parallelism = parallelism;
    return admin.resource(job).create();
  }

  void label(String claim) {
    admin
        .persistentVolumeClaims()
        .inNamespace(namespace)
        .withName(claim)
        .edit(
            stored -> {
              stored.getMetadata().setLabels(Map.of("sign", "true"));
              return stored;
            });
  }

  Job measure(String name) {
    Job measuring = awaitMeasuring(name);
    finish(measuring);
    return measuring;
  }

  void finish(Job measuring) {
    Pod pod = node.startPod(measuring, UnaryOperator.identity());
    node.succeed(pod, node.measure(pod, model.measured(), Optional.empty()));
    nudge(measuring);
  }

  void refuse(Job measuring) {
    Pod pod = node.startPod(measuring, UnaryOperator.identity());
    node.succeed(pod, node.refuse(pod, "EmptyModel"));
    nudge(measuring);
  }

  /** The job controller would change the Job now; any change will do. */
  void nudge(Job measuring) {
    admin
        .resource(measuring)
        .edit(
            job -> {
              job.getMetadata().getAnnotations().put("test", "pod ended");
              return job;
            });
  }

  Job awaitMeasuring(String name) {
    Await.until(
        name + " to measure",
        PATIENCE,
        () -> measuringJob(name).filter(j -> !j.getSpec().getSuspend()).isPresent());
    return measuringJob(name).orElseThrow();
  }

  Optional<Job> measuringJob(String name) {
    return status(name)
        .filter(status -> status.measurement != null && status.measurement.jobUid != null)
        .map(
            status ->
                admin
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .withName(status.measurement.jobName)
                    .get());
  }

  Optional<ModelSigningJobStatus> status(String name) {
    return Optional.ofNullable(
            admin.resources(ModelSigningJob.class).inNamespace(namespace).withName(name).get())
        .map(ModelSigningJob::getStatus);
  }

  ModelSigningJobStatus awaitJob(String name, SigningState state) {
    Await.until(
        name + " to become " + state,
        PATIENCE,
        () -> status(name).filter(s -> s.state == state).isPresent());
    return status(name).orElseThrow();
  }

  String reason(String name) {
    return status(name).map(s -> s.reason).orElse("");
  }

  int attempts(String name) {
    return status(name).map(s -> s.measurement).map(run -> run.attempts).orElse(0);
  }

  String bundle() {
    var signature =
        admin.resources(ModelSignature.class).inNamespace(namespace).withName(CLAIM).get();
    return signature == null ? null : signature.getSpec().signature.inline.bundle;
  }

  ClusterModelSigningJobStatus awaitCluster(
      ClusterModelSigningJob job, Predicate<ClusterModelSigningJobStatus> condition) {
    Await.until(
        "a state of " + job.getMetadata().getName(),
        PATIENCE,
        () -> Optional.ofNullable(clusterStatus(job)).filter(condition).isPresent());
    return clusterStatus(job);
  }

  ClusterModelSigningJobStatus clusterStatus(ClusterModelSigningJob job) {
    return admin.resource(job).get().getStatus();
  }
}
