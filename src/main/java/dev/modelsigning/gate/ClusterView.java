// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.volume.VolumeIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a decision may know of the cluster: look-ups in memory, nothing else. */
public interface ClusterView {
  /** Labels of a namespace, or empty when the namespace is not known. */
  Optional<Map<String, String>> namespaceLabels(String namespace);

  /** All policies. */
  List<ClusterModelTrustPolicy> policies();

  /** The ModelSignatures of a namespace whose source is the claim. */
  List<ModelSignature> signatures(String namespace, String claimName);

  /** What the claim stands for right now, or empty when it is not there or not bound. */
  Optional<VolumeIdentity> identity(String namespace, String claimName);

  /** Whether the operator wrote down that it created the Job with this UID in this namespace. */
  boolean isMeasurement(String namespace, String jobUid);
}
