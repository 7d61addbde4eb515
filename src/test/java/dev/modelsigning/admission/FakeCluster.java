// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.api.v1alpha1.AcceptedBy;
import dev.modelsigning.api.v1alpha1.AuthorityStatus;
import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicyStatus;
import dev.modelsigning.api.v1alpha1.ImageSource;
import dev.modelsigning.api.v1alpha1.ImageStatus;
import dev.modelsigning.api.v1alpha1.JudgedSignature;
import dev.modelsigning.api.v1alpha1.ManifestStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSignatureSpec;
import dev.modelsigning.api.v1alpha1.ModelSignatureStatus;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.PolicyMatch;
import dev.modelsigning.api.v1alpha1.PolicyMode;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.SignerStatus;
import dev.modelsigning.api.v1alpha1.TrustAuthority;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.api.v1alpha1.VolumeStatus;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.binding.EntryFingerprint;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.gate.ClusterView.MeasuringJob;
import dev.modelsigning.gate.loaders.ClaimUse;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A cluster in memory: one covered namespace, one policy, one verified claim; tests change it. */
public final class FakeCluster implements ClusterView {
  public static final String NAMESPACE = "team-a";
  public static final String CLAIM = "model";
  static final String POLICY_UID = "policy-uid";

  /** When the operator last gave a sign of life; decisions by the system's clock believe it. */
  @SuppressWarnings("TimeInStaticInitializer")
  public static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  /** Of the policies' one authority, which accepts the one signature. */
  public static final String DIGEST = "sha256:" + "d1".repeat(32);

  public final Map<String, Map<String, String>> namespaces = new HashMap<>();
  public final List<ClusterModelTrustPolicy> policies = new ArrayList<>();
  public final List<ModelTrustPolicy> namespacedPolicies = new ArrayList<>();
  public final List<ModelSignature> signatures = new ArrayList<>();
  public final Map<String, VolumeIdentity> identities = new HashMap<>();
  public final Set<String> measurements = new HashSet<>();
  public final Map<String, NodePlatform> platforms = new HashMap<>();

  /** By claim, the pods that have it mounted. */
  public final Map<String, ClaimUse> uses = new HashMap<>();

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
    publish(policy, DIGEST);
    return policy;
  }

  /** The operator has read the policy as it is: its first authority has this digest. */
  public static void publish(ClusterModelTrustPolicy policy, String digest) {
    var authority = new AuthorityStatus();
    authority.name = policy.getSpec().authorities.getFirst().name;
    authority.digest = digest;
    authority.fingerprint = EntryFingerprint.of(policy.getSpec().authorities.getFirst());
    var status = new ClusterModelTrustPolicyStatus();
    status.observedGeneration = policy.getMetadata().getGeneration();
    status.authorities = new ArrayList<>(List.of(authority));
    status.checkedAt = NOW.toString();
    policy.setStatus(status);
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
    verdict.verdict = VerdictState.Verified;
    status.policies = new ArrayList<>(List.of(verdict));
    var accepted = new AcceptedBy();
    accepted.digest = DIGEST;
    var judged = new JudgedSignature();
    judged.signer = new SignerStatus();
    judged.signer.subject = "key aa";
    judged.acceptedBy = new ArrayList<>(List.of(accepted));
    judged.contentMatches = true;
    status.signatures = new ArrayList<>(List.of(judged));
    signature.setStatus(status);
    return signature;
  }

  /** A verified directory in an image. */
  public static ModelSignature verifiedImage(String name, String reference, String path) {
    ModelSignature signature = verified();
    signature.getMetadata().setName(name);
    signature.getSpec().source.persistentVolumeClaim = null;
    signature.getSpec().source.image = new ImageSource();
    signature.getSpec().source.image.reference = reference;
    signature.getSpec().source.image.path = path;
    signature.getStatus().volume = null;
    signature.getStatus().image = new ImageStatus();
    signature.getStatus().image.digest = image(signature).digest().orElseThrow();
    signature.getStatus().image.path = path;
    signature.getStatus().image.platform = "linux/amd64";
    // Nothing else is in the image.
    signature.getStatus().manifest = new ManifestStatus();
    signature.getStatus().manifest.siblings = List.of();
    signature.getStatus().manifest.siblingsMore = 0;
    return signature;
  }

  @Override
  public Optional<Map<String, String>> namespaceLabels(String namespace) {
    return Optional.ofNullable(namespaces.get(namespace));
  }

  @Override
  public List<ClusterModelTrustPolicy> namespacedPolicies(String namespace) {
    return NamespacedPolicies.inForce(
            namespacedPolicies.stream()
                .filter(policy -> namespace.equals(policy.getMetadata().getNamespace()))
                .toList())
        .stream()
        .map(NamespacedPolicies::judging)
        .toList();
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return policies;
  }

  @Override
  public List<ModelSignature> signatures(String namespace, String claimName) {
    return signatures.stream()
        .filter(s -> s.getMetadata().getNamespace().equals(namespace))
        .filter(s -> s.getSpec().source.persistentVolumeClaim != null)
        .filter(s -> s.getSpec().source.persistentVolumeClaim.claimName.equals(claimName))
        .toList();
  }

  @Override
  public List<ModelSignature> imageSignatures(String namespace, String digest) {
    return images()
        .filter(s -> s.getMetadata().getNamespace().equals(namespace))
        .filter(s -> image(s).digest().filter(digest::equals).isPresent())
        .toList();
  }

  @Override
  public List<ModelSignature> verifiedImages(String digest) {
    return images()
        .filter(
            s ->
                s.getStatus().verdict == VerdictState.Verified || DenyList.wasDenied(s.getStatus()))
        .filter(s -> image(s).digest().filter(digest::equals).isPresent())
        .toList();
  }

  @Override
  public List<ModelSignature> repositorySignatures(String namespace, String repository) {
    return images()
        .filter(s -> s.getMetadata().getNamespace().equals(namespace))
        .filter(s -> image(s).repository().equals(repository))
        .toList();
  }

  @Override
  public ClaimUse use(String namespace, String claimName, String exceptUid) {
    return uses.getOrDefault(claimName, new ClaimUse.Known(List.of()));
  }

  private Stream<ModelSignature> images() {
    return signatures.stream().filter(s -> s.getSpec().source.image != null);
  }

  private static ImageReference image(ModelSignature signature) {
    return ImageReference.of(signature.getSpec().source.image.reference);
  }

  @Override
  public Optional<VolumeIdentity> identity(String namespace, String claimName) {
    return Optional.ofNullable(identities.get(claimName));
  }

  @Override
  public Optional<NodePlatform> platform(String node) {
    return Optional.ofNullable(platforms.get(node));
  }

  @Override
  public boolean isMeasurement(String namespace, MeasuringJob job) {
    return measurements.contains(job.uid());
  }
}
