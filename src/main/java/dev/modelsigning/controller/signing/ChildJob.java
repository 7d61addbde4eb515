// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobSpec;
import dev.modelsigning.api.v1alpha1.SigningSource;
import dev.modelsigning.api.v1alpha1.SigningTarget;
import dev.modelsigning.manifest.Digest;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.charset.StandardCharsets;

/** The ModelSigningJob of one target; its name is the same every time. */
final class ChildJob {
  /** Annotation on ModelSigningJobs: name of their ClusterModelSigningJob. */
  static final String CLUSTER_JOB_ANNOTATION = ApiGroup.NAME + "/cluster-signing-job";

  private static final int READABLE = 40;
  private static final int SUFFIX = 16;

  private ChildJob() {}

  static ModelSigningJob of(ClusterModelSigningJob owner, SigningTarget target) {
    var job = new ModelSigningJob();
    job.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(target.namespace)
            .withName(name(owner, target))
            .addToLabels("app.kubernetes.io/managed-by", "model-signature-operator")
            .addToAnnotations(CLUSTER_JOB_ANNOTATION, owner.getMetadata().getName())
            .addNewOwnerReference()
            .withApiVersion(owner.getApiVersion())
            .withKind(owner.getKind())
            .withName(owner.getMetadata().getName())
            .withUid(owner.getMetadata().getUid())
            .withController(true)
            .withBlockOwnerDeletion(false)
            .endOwnerReference()
            .build());
    var spec = new ModelSigningJobSpec();
    spec.source = new SigningSource();
    spec.source.persistentVolumeClaim = new ClaimSource();
    spec.source.persistentVolumeClaim.claimName = target.claimName;
    spec.signer = owner.getSpec().signer;
    spec.options = owner.getSpec().options;
    spec.measurement = owner.getSpec().measurement;
    spec.approval = owner.getSpec().approval;
    job.setSpec(spec);
    return job;
  }

  /** Unique by the owner's UID and the claim, and short enough for a label. */
  static String name(ClusterModelSigningJob owner, SigningTarget target) {
    String readable = owner.getMetadata().getName();
    if (readable.length() > READABLE) {
      readable = readable.substring(0, READABLE).replaceAll("[^a-z0-9]+$", "");
    }
    String key = owner.getMetadata().getUid() + "/" + target.namespace + "/" + target.claimName;
    String digest = Digest.sha256(key.getBytes(StandardCharsets.UTF_8)).hex();
    return readable + "-" + digest.substring(0, SUFFIX);
  }
}
