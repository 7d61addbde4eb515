// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.cache.Lookup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.binding.DenyList;
import dev.modelsigning.binding.KnownTrust;
import dev.modelsigning.binding.NamespacedPolicies;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.gate.ClusterView.MeasuringJob;
import dev.modelsigning.selector.SelectorIndex;
import dev.modelsigning.volume.ImageReference;
import dev.modelsigning.volume.NodePlatform;
import dev.modelsigning.volume.NodeVerdicts;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as it was last cached. Look-ups are in memory and never block.
 *
 * @param namespacedStore has the indexes of {@link #NAMESPACED_INDEXES}
 * @param signatures has the indexes of {@link #SIGNATURE_INDEXES}
 * @param signingJobs has the indexes of {@link #SIGNING_JOB_INDEXES}
 * @param identities what was computed before of the same claims and volumes
 * @param selectors of the policies of the cluster
 * @param trust what was read before of the same policies
 */
record CachedView(
    Lookup<Namespace> namespaces,
    Lookup<ClusterModelTrustPolicy> policyStore,
    Lookup<ModelTrustPolicy> namespacedStore,
    Lookup<ModelSignature> signatures,
    Lookup<ModelSigningJob> signingJobs,
    Lookup<PersistentVolumeClaim> claims,
    Lookup<PersistentVolume> volumes,
    KnownIdentities identities,
    SelectorIndex<ClusterModelTrustPolicy> selectors,
    KnownTrust trust)
    implements ClusterView {

  CachedView(
      Lookup<Namespace> namespaces,
      Lookup<ClusterModelTrustPolicy> policyStore,
      Lookup<ModelTrustPolicy> namespacedStore,
      Lookup<ModelSignature> signatures,
      Lookup<ModelSigningJob> signingJobs,
      Lookup<PersistentVolumeClaim> claims,
      Lookup<PersistentVolume> volumes) {
    this(
        namespaces,
        policyStore,
        namespacedStore,
        signatures,
        signingJobs,
        claims,
        volumes,
        new KnownIdentities(),
        new SelectorIndex<>(CachedView::selector),
        new KnownTrust());
  }

  private static final String BY_CLAIM = "claim";
  private static final String BY_JOB = "job";
  private static final String BY_IMAGE = "image";
  private static final String BY_VERIFIED_IMAGE = "verified-image";
  private static final String BY_REPOSITORY = "repository";

  /** ModelSignatures by what they are about, and by the UID of their measuring Job. */
  static final Map<String, Function<ModelSignature, List<String>>> SIGNATURE_INDEXES =
      Map.of(
          BY_CLAIM,
          keyed(CachedView::claimOf),
          BY_JOB,
          CachedView::jobsOf,
          BY_IMAGE,
          keyed(CachedView::digestOf),
          BY_REPOSITORY,
          keyed(CachedView::repositoryOf),
          BY_VERIFIED_IMAGE,
          CachedView::verifiedImage);

  private static final String BY_NAMESPACE = "namespace";

  /** Policies of namespaces by their namespace. */
  static final Map<String, Function<ModelTrustPolicy, List<String>>> NAMESPACED_INDEXES =
      Map.of(BY_NAMESPACE, policy -> List.of(policy.getMetadata().getNamespace()));

  /** ModelSigningJobs by the UID of their measuring Job. */
  static final Map<String, Function<ModelSigningJob, List<String>>> SIGNING_JOB_INDEXES =
      Map.of(BY_JOB, keyed(CachedView::jobOf));

  @Override
  public Optional<Map<String, String>> namespaceLabels(String namespace) {
    return namespaces
        .get(namespace)
        .map(found -> Objects.requireNonNullElse(found.getMetadata().getLabels(), Map.of()));
  }

  @Override
  public List<ClusterModelTrustPolicy> policies() {
    return policyStore.all();
  }

  @Override
  public List<ClusterModelTrustPolicy> policiesFor(Map<String, String> labels) {
    return selectors.candidates(policyStore.all(), labels);
  }

  private static @Nullable LabelSelector selector(ClusterModelTrustPolicy policy) {
    return policy.getSpec() == null || policy.getSpec().match == null
        ? null
        : policy.getSpec().match.namespaceSelector;
  }

  @Override
  public List<ClusterModelTrustPolicy> namespacedPolicies(String namespace) {
    return NamespacedPolicies.inForce(namespacedStore.by(BY_NAMESPACE, namespace)).stream()
        .map(NamespacedPolicies::judging)
        .toList();
  }

  @Override
  public List<ModelSignature> signatures(String namespace, String claimName) {
    return signatures.by(BY_CLAIM, key(namespace, claimName));
  }

  @Override
  public List<ModelSignature> imageSignatures(String namespace, String digest) {
    return signatures.by(BY_IMAGE, key(namespace, digest));
  }

  @Override
  public List<ModelSignature> verifiedImages(String digest) {
    return signatures.by(BY_VERIFIED_IMAGE, digest);
  }

  @Override
  public List<ModelSignature> repositorySignatures(String namespace, String repository) {
    return signatures.by(BY_REPOSITORY, key(namespace, repository));
  }

  @Override
  public Optional<VolumeIdentity> identity(String namespace, String claimName) {
    return claims
        .get(key(namespace, claimName))
        .flatMap(
            claim ->
                Optional.ofNullable(claim.getSpec().getVolumeName())
                    .flatMap(volumes::get)
                    .flatMap(volume -> identities.of(claim, volume)));
  }

  /** Nodes are not cached: only pods that mount images ask for one, once they are bound to it. */
  @Override
  public Optional<NodePlatform> platform(String node) {
    return Optional.empty();
  }

  @Override
  public boolean isMeasurement(String namespace, MeasuringJob job) {
    String key = key(namespace, job.uid());
    return !signatures.by(BY_JOB, key).isEmpty() || !signingJobs.by(BY_JOB, key).isEmpty();
  }

  /** Keys of one namespace never equal those of another. */
  private static <T extends HasMetadata> Function<T, List<String>> keyed(
      Function<T, @Nullable String> value) {
    return object -> {
      String found = value.apply(object);
      return found == null ? List.of() : List.of(key(object.getMetadata().getNamespace(), found));
    };
  }

  private static @Nullable String claimOf(ModelSignature signature) {
    var source = signature.getSpec() == null ? null : signature.getSpec().source;
    return source == null || source.persistentVolumeClaim == null
        ? null
        : source.persistentVolumeClaim.claimName;
  }

  private static Optional<ImageReference> imageOf(ModelSignature signature) {
    var source = signature.getSpec() == null ? null : signature.getSpec().source;
    return source == null || source.image == null
        ? Optional.empty()
        : Optional.of(ImageReference.of(source.image.reference));
  }

  private static @Nullable String digestOf(ModelSignature signature) {
    return imageOf(signature).flatMap(ImageReference::digest).orElse(null);
  }

  private static @Nullable String repositoryOf(ModelSignature signature) {
    return imageOf(signature).map(ImageReference::repository).orElse(null);
  }

  /** The one key that is the same in all namespaces. A denial is known in all of them too. */
  private static List<String> verifiedImage(ModelSignature signature) {
    return signature.getStatus() == null
            || (signature.getStatus().verdict != VerdictState.Verified
                && !DenyList.wasDenied(signature.getStatus()))
        ? List.of()
        : imageOf(signature).flatMap(ImageReference::digest).map(List::of).orElse(List.of());
  }

  /** Each node of a volume has a Job of its own. */
  private static List<String> jobsOf(ModelSignature signature) {
    return NodeVerdicts.measurements(signature.getStatus()).stream()
        .flatMap(run -> Stream.ofNullable(run.jobUid))
        .map(uid -> key(signature.getMetadata().getNamespace(), uid))
        .toList();
  }

  private static @Nullable String jobOf(ModelSigningJob job) {
    return job.getStatus() == null ? null : jobUid(job.getStatus().measurement);
  }

  static @Nullable String jobUid(@Nullable MeasurementStatus measurement) {
    return measurement == null ? null : measurement.jobUid;
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  /**
   * Identities of volumes, computed once for the claim and the volume as they are: a digest over
   * what is written takes longer than all the rest of a decision. For any number of threads.
   */
  static final class KnownIdentities {
    /** What is kept; with more it begins again. */
    private static final int MOST = 8_192;

    /** What it was computed from: the very objects, which the caches replace and never change. */
    private record Known(
        PersistentVolumeClaim claim, PersistentVolume volume, Optional<VolumeIdentity> identity) {
      @SuppressWarnings("ReferenceEquality") // equal ones would have to be compared field by field
      boolean isOf(PersistentVolumeClaim another, PersistentVolume other) {
        return claim == another && volume == other;
      }
    }

    private final Map<String, Known> byClaim = new ConcurrentHashMap<>();

    /** The identity of a claim that is bound to a volume; empty when they are not bound. */
    Optional<VolumeIdentity> of(PersistentVolumeClaim claim, PersistentVolume volume) {
      String key = claim.getMetadata().getNamespace() + "/" + claim.getMetadata().getName();
      Known known = byClaim.get(key);
      if (known != null && known.isOf(claim, volume)) {
        return known.identity();
      }
      Optional<VolumeIdentity> identity = VolumeIdentity.of(claim, volume);
      if (byClaim.size() >= MOST) {
        byClaim.clear();
      }
      byClaim.put(key, new Known(claim, volume, identity));
      return identity;
    }
  }
}
