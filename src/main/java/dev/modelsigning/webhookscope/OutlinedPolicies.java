// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhookscope;

import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;

/** Keeps of policies of namespaces what a plan depends on: where they are, since when, the mode. */
final class OutlinedPolicies extends BasicItemStore<ModelTrustPolicy> {
  OutlinedPolicies() {
    super(Cache::metaNamespaceKeyFunc);
  }

  @Override
  public ModelTrustPolicy put(String key, ModelTrustPolicy policy) {
    var metadata = policy.getMetadata();
    metadata.setManagedFields(List.of());
    metadata.setLabels(null);
    metadata.setAnnotations(null);
    metadata.setOwnerReferences(null);
    metadata.setFinalizers(null);
    PolicyMode mode = policy.getSpec() == null ? null : policy.getSpec().mode;
    var spec = new ModelTrustPolicySpec();
    spec.mode = mode;
    policy.setSpec(spec);
    policy.setStatus(null);
    return super.put(key, policy);
  }
}
