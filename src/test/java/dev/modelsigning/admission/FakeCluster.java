// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureSpec;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.gate.MeasuringJob;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A cluster in memory: one covered namespace, one policy, one verified claim; tests change it. */
public final class FakeCluster implements ClusterView {
  public static final String NAMESPACE = "team-a";
  public static final String CLAIM = "model";
  static final String POLICY_UID = "policy-uid";

  public final Map<String, Map<String, String>> namespaces = new HashMap<>();
  public final List<ClusterModelTrustPolicy> policies = new ArrayList<>();
  public final List<ModelSignature> signatures = new ArrayList<>();
  public final Map<String, VolumeIdentity> identities = new HashMap<>();
  public final Set<String> measurements = new HashSet<>();

  public FakeCluster() {
    namespaces.put(NAMESPACE, Map.of("models", "production"));
    policies.add(policy("production", POLICY_UID));
    identities.put(CLAIM, new VolumeIdentity("sha256:aa", "claim-uid", "pv", "pv-uid"));
    signatures.add(verified());
  }

  public ClusterModelTrustPolicy policy() {
    return policies.getFirst();
  }

  public ModelSignature signature() {
    return signatures.getFirst();
  }

  public static ClusterModelTrustPolicy policy(String name, String uid) {
    var policy = new ClusterModelTrustPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder().withName(name).withUid(uid).withGeneration(3L).build());
    var spec = new ClusterModelTrustPolicySpec();
    spec.mode = PolicyMode.Enforce;
    spec.match = new PolicyMatch();
    spec.match.namespaceSelector =
        new LabelSelectorBuilder().addToMatchLabels("models", "production").build();
    var authority = new TrustAuthority();
    authority.name = "release-key";
    spec.authorities = List.of(authority);
    policy.setSpec(spec);
    return policy;
  }

  public static ModelSignature verified() {
    var signature = new ModelSignature();
    signature.setMetadata(
        new ObjectMetaBuilder()
            .withName("minilm")
            .withNamespace(NAMESPACE)
            .withGeneration(2L)
            .build());
    var spec = new ModelSignatureSpec();
    spec.source = new ModelSource();
    spec.source.persistentVolumeClaim = new ClaimSource();
    spec.source.persistentVolumeClaim.claimName = CLAIM;
    signature.setSpec(spec);
    var status = new ModelSignatureStatus();
    status.observedGeneration = 2L;
    status.verdict = VerdictState.Verified;
    status.volume = new VolumeStatus();
    status.volume.identity = "sha256:aa";
    var verdict = new PolicyVerdict();
    verdict.name = "production";
    verdict.uid = POLICY_UID;
    verdict.generation = 3L;
    verdict.verdict = VerdictState.Verified;
    status.policies = new ArrayList<>(List.of(verdict));
    signature.setStatus(status);
    return signature;
  }

  @Override
  public Optional<Map<String, String>> namespaceLabels(String namespace) {
    return Optional.ofNullable(namespaces.get(namespace));
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return policies;
  }

  @Override
  public List<ModelSignature> signatures(String namespace, String claimName) {
    return signatures.stream()
        .filter(s -> s.getMetadata().getNamespace().equals(namespace))
        .filter(s -> s.getSpec().source.persistentVolumeClaim.claimName.equals(claimName))
        .toList();
  }

  @Override
  public Optional<VolumeIdentity> identity(String namespace, String claimName) {
    return Optional.ofNullable(identities.get(claimName));
  }

  @Override
  public boolean isMeasurement(String namespace, MeasuringJob job) {
    return measurements.contains(job.uid());
  }
}
