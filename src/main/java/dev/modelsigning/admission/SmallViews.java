// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.cache.KeptFields;
import dev.modelsigning.admission.cache.Kind;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.decoding.Unreadable;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;

/**
 * Which fields of which objects the webhook keeps: a field that a decision reads has to be listed
 * here. What tenants may write at length (labels, annotations, bundles, the names in managed
 * fields) is not.
 */
final class SmallViews {
  private SmallViews() {}

  static Kind<Namespace> namespaces() {
    return Kind.of(Namespace.class, KeptFields.of("metadata.labels"));
  }

  static Kind<ClusterModelTrustPolicy> policies() {
    return Kind.of(ClusterModelTrustPolicy.class, KeptFields.of("spec", "status"))
        .keptAs(SmallViews::safe);
  }

  /** Who is oldest decides which are in force. */
  static Kind<ModelTrustPolicy> namespacedPolicies() {
    return Kind.of(
            ModelTrustPolicy.class, KeptFields.of("metadata.creationTimestamp", "spec", "status"))
        .indexedBy(CachedView.NAMESPACED_INDEXES)
        .inEachNamespaceAtMost(NamespacedPolicies.MOST_KEPT)
        .keptAs(SmallViews::safe);
  }

  static Kind<ModelSignature> signatures() {
    return Kind.of(
            ModelSignature.class, KeptFields.of("spec.source", "spec.signature.file", "status"))
        .indexedBy(CachedView.SIGNATURE_INDEXES)
        .keptAs(SmallViews::safe);
  }

  static Kind<ModelSigningJob> signingJobs() {
    return Kind.of(ModelSigningJob.class, KeptFields.of("status.measurement"))
        .indexedBy(CachedView.SIGNING_JOB_INDEXES);
  }

  static Kind<PersistentVolumeClaim> claims() {
    return Kind.of(
        PersistentVolumeClaim.class,
        KeptFields.of(
            "spec.volumeName",
            "spec.volumeMode",
            "spec.storageClassName",
            "spec.accessModes",
            "status.phase"));
  }

  static Kind<PersistentVolume> volumes() {
    return Kind.of(PersistentVolume.class, KeptFields.of("spec"));
  }

  /** A status of which a part is missing proves nothing. */
  private static ModelSignature safe(ModelSignature signature) {
    if (!Unreadable.isReadable(signature)) {
      signature.setStatus(null);
    }
    if (signature.getStatus() != null) {
      signature.getStatus().conditions = null;
    }
    return signature;
  }

  /** It refuses in its own namespace, as one of the cluster does in those that it selects. */
  private static ModelTrustPolicy safe(ModelTrustPolicy policy) {
    if (!Unreadable.isReadable(policy)) {
      policy.setStatus(null);
      policy.getMetadata().setGeneration(null);
      policy.setSpec(new ModelTrustPolicySpec());
    }
    return policy;
  }

  /**
   * A policy that is read in part covers at least what it would, and nothing satisfies it: whoever
   * is refused finds out, whoever were let through would not.
   */
  private static ClusterModelTrustPolicy safe(ClusterModelTrustPolicy policy) {
    if (Unreadable.isReadable(policy)) {
      return policy;
    }
    policy.setStatus(null);
    policy.getMetadata().setGeneration(null);
    policy.getSpec().authorities = null;
    policy.getSpec().exemptions = null;
    policy.getSpec().unverifiable = null;
    policy.getSpec().mode = null;
    if (policy.getSpec().match != null) {
      policy.getSpec().match.accelerators = null;
    }
    if (policy.getSpec().match == null || policy.getSpec().match.namespaceSelector == null) {
      policy.getSpec().match = new PolicyMatch();
      policy.getSpec().match.namespaceSelector =
          new LabelSelectorBuilder()
              .addNewMatchExpression()
              .withKey("unreadable")
              .withOperator("CannotTell")
              .endMatchExpression()
              .build();
    }
    return policy;
  }
}
