// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.census;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelTrustRoot;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the operator's caches hold; nothing of it asks the API server. */
public interface Known {
  /** All ModelSignatures. */
  Stream<ModelSignature> models();

  /** Another number whenever a ModelSignature, a claim or a namespace has changed. */
  long state();

  /** All claims. */
  Stream<ObjectMeta> claims();

  /** The policies of the cluster. */
  List<ClusterModelTrustPolicy> policies();

  /** The policies of namespaces that are in force, as policies that judge. */
  List<ClusterModelTrustPolicy> namespacedPolicies();

  /** All trusted roots. */
  Stream<ModelTrustRoot> roots();

  /** The labels of a namespace; none when it is not known. */
  Map<String, String> labelsOf(String namespace);

  /** When the first authority of a policy has nothing left that is valid; empty without an end. */
  Optional<Instant> trustEnd(ClusterModelTrustPolicy policy);
}
