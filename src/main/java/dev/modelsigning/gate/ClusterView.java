// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.volume.VolumeIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a decision may know of the cluster. Look-ups do not block, or only within a time budget. */
public interface ClusterView {
  /** Labels of a namespace; empty when the namespace is not known. */
  Optional<Map<String, String>> namespaceLabels(String namespace);

  /** All policies. */
  List<ClusterModelTrustPolicy> policies();

  /** The ModelSignatures of a namespace whose source is the claim. */
  List<ModelSignature> signatures(String namespace, String claimName);

  /** The current identity of the claim's volume; empty when the claim is missing or not bound. */
  Optional<VolumeIdentity> identity(String namespace, String claimName);

  /** Whether a status written by the operator names the Job with this UID in this namespace. */
  boolean isMeasurement(String namespace, MeasuringJob job);
}
