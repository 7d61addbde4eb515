// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.drift;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the operator has cached of the cluster. */
public interface DriftCaches {
  /** A ModelSignature as stored. */
  Optional<ModelSignature> signature(ResourceID id);

  /** All policies of the cluster. */
  List<ClusterModelTrustPolicy> policies();

  /** All policies of the cluster, and those of this namespace that are in force. */
  default List<ClusterModelTrustPolicy> policiesOver(String namespace) {
    return policies();
  }

  /** The labels of a namespace. */
  Map<String, String> labelsOf(String namespace);

  /** The pods that mount the claim of a ModelSignature, read-only or not. */
  List<Pod> podsMounting(ModelSignature signature);
}
