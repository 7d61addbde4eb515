// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ConfigMapKeyReference;
import dev.modelsigning.api.v1alpha1.InlineSignature;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.api.v1alpha1.SignatureSource;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.TrustedKey;
import dev.modelsigning.api.v1alpha1.VerificationOptions;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What users and the cluster do in the tests of the ModelSignature controller. */
final class ClusterStory {
  private static final int PATIENCE_SECONDS = 20;

  final KubernetesClient admin;
  final String namespace;
  String accessMode = "ReadOnlyMany";

  ClusterStory(KubernetesClient admin, String namespace) {
    this.admin = admin;
    this.namespace = namespace;
  }

  void boundClaim(String name) {
    unboundClaim(name);
    bind(name);
  }

  void unboundClaim(String name) {
    admin
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withAccessModes(accessMode)
                .withStorageClassName("")
                .withVolumeName(namespace + "-" + name)
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  /** What the volume controller does. */
  void bind(String name) {
    var claims = admin.persistentVolumeClaims().inNamespace(namespace);
    String uid = claims.withName(name).get().getMetadata().getUid();
    admin
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(namespace + "-" + name)
                .endMetadata()
                .withNewSpec()
                .addToCapacity("storage", new Quantity("1Gi"))
                .withAccessModes(accessMode)
                .withStorageClassName("")
                .withNewHostPath("/models/" + name, "Directory")
                .withNewClaimRef()
                .withNamespace(namespace)
                .withName(name)
                .withUid(uid)
                .endClaimRef()
                .endSpec()
                .build())
        .create();
    claims
        .withName(name)
        .editStatus(
            claim ->
                new PersistentVolumeClaimBuilder(claim)
                    .editOrNewStatus()
                    .withPhase("Bound")
                    .endStatus()
                    .build());
  }

  ModelSignature signature(String name) {
    return signature(name, null);
  }

  ModelSignature inlineSignature(String name, byte[] bundle) {
    SignatureSource source = new SignatureSource();
    source.inline = new InlineSignature();
    source.inline.bundle = SignedModel.text(bundle);
    return signature(name, source);
  }

  ModelSignature configMapSignature(String name, byte[] bundle) {
    putConfigMap(name, bundle);
    SignatureSource source = new SignatureSource();
    source.configMapKeyRef = new ConfigMapKeyReference();
    source.configMapKeyRef.name = name;
    source.configMapKeyRef.key = "bundle";
    return signature(name, source);
  }

  void putConfigMap(String name, byte[] bundle) {
    admin
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .addToData("bundle", SignedModel.text(bundle))
                .build())
        .createOr(existing -> existing.update());
  }

  /** An administrator points the same volume at another directory of its backend. */
  void changeMountOptions(String claim) {
    admin
        .persistentVolumes()
        .withName(namespace + "-" + claim)
        .edit(
            volume ->
                new PersistentVolumeBuilder(volume)
                    .editSpec()
                    .withMountOptions("only-dir=other")
                    .endSpec()
                    .build());
  }

  private ModelSignature signature(String name, SignatureSource source) {
    ModelSignature signature = new ModelSignature();
    signature.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    signature.getSpec().source = new ModelSource();
    signature.getSpec().source.persistentVolumeClaim = new ClaimSource();
    signature.getSpec().source.persistentVolumeClaim.claimName = name;
    signature.getSpec().signature = source;
    return admin.resource(signature).create();
  }

  /** A policy for this test's namespace alone, which trusts these keys. */
  ClusterModelTrustPolicy policy(String... publicKeys) {
    ClusterModelTrustPolicy policy = new ClusterModelTrustPolicy();
    policy.setMetadata(new ObjectMetaBuilder().withName(namespace).build());
    policy.getSpec().match = new PolicyMatch();
    policy.getSpec().match.namespaceSelector =
        new LabelSelectorBuilder()
            .withMatchLabels(Map.of("kubernetes.io/metadata.name", namespace))
            .build();
    policy.getSpec().authorities = authorities(publicKeys);
    return admin.resource(policy).create();
  }

  void trust(String... publicKeys) {
    admin
        .resources(ClusterModelTrustPolicy.class)
        .withName(namespace)
        .edit(
            policy -> {
              policy.getSpec().authorities = authorities(publicKeys);
              return policy;
            });
  }

  void selectOtherNamespaces() {
    admin
        .resources(ClusterModelTrustPolicy.class)
        .withName(namespace)
        .edit(
            policy -> {
              policy.getSpec().match.namespaceSelector.setMatchLabels(Map.of("of", "others"));
              return policy;
            });
  }

  void runAsUser(String name, long user) {
    admin
        .resources(ModelSignature.class)
        .inNamespace(namespace)
        .withName(name)
        .edit(
            signature -> {
              signature.getSpec().verification = new VerificationOptions();
              signature.getSpec().verification.runAsUser = user;
              return signature;
            });
  }

  private static List<TrustAuthority> authorities(String... publicKeys) {
    return IntStream.range(0, publicKeys.length)
        .mapToObj(
            i -> {
              TrustAuthority authority = new TrustAuthority();
              authority.name = "key-" + i;
              authority.key = new TrustedKey();
              authority.key.publicKey = publicKeys[i];
              return authority;
            })
        .toList();
  }

  /** A pod of somebody else that mounts the claim. */
  Pod mount(String claim, boolean readOnly) {
    return admin
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withGenerateName("writer-")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("registry.example/c")
                .addNewVolumeMount()
                .withName("m")
                .withMountPath("/m")
                .withReadOnly(readOnly)
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("m")
                .withNewPersistentVolumeClaim(claim, false)
                .endVolume()
                .endSpec()
                .build())
        .create();
  }

  void deleteNow(Pod pod) {
    admin.resource(pod).withGracePeriod(0).delete();
  }

  /** The Job that the operator made for a resource, once it lets it run. */
  Job runningJob(String signature) {
    String jobName =
        status(signature, s -> s.measurement != null && s.measurement.jobUid != null)
            .measurement
            .jobName;
    return admin
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withName(jobName)
        .waitUntilCondition(
            job -> job != null && Boolean.FALSE.equals(job.getSpec().getSuspend()),
            PATIENCE_SECONDS,
            TimeUnit.SECONDS);
  }

  ModelSignatureStatus reason(String name, String reason) {
    return status(name, status -> reason.equals(status.reason));
  }

  ModelSignatureStatus status(String name, Predicate<ModelSignatureStatus> condition) {
    var resource = admin.resources(ModelSignature.class).inNamespace(namespace).withName(name);
    try {
      return resource
          .waitUntilCondition(
              s -> s != null && s.getStatus() != null && condition.test(s.getStatus()),
              PATIENCE_SECONDS,
              TimeUnit.SECONDS)
          .getStatus();
    } catch (KubernetesClientTimeoutException e) {
      ModelSignatureStatus last = resource.get().getStatus();
      throw new AssertionError(
          last == null ? "no status" : last.verdict + " " + last.reason + ": " + last.message, e);
    }
  }

  List<Job> jobs() {
    return admin.batch().v1().jobs().inNamespace(namespace).list().getItems();
  }

  /** Waits for the end of these, after which there is none. */
  void noJobIsLeft(String... jobNames) {
    for (String name : jobNames) {
      var job = admin.batch().v1().jobs().inNamespace(namespace).withName(name);
      job.waitUntilCondition(Objects::isNull, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    assertThat(jobs()).isEmpty();
  }
}
