// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import dev.modelsigning.admission.cache.Lookup;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.gate.ClusterView;
import dev.modelsigning.gate.MeasuringJob;
import dev.modelsigning.volume.NodeVerdicts;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as it was last cached. Look-ups are in memory and never block.
 *
 * @param signatures has the indexes of {@link #SIGNATURE_INDEXES}
 * @param signingJobs has the indexes of {@link #SIGNING_JOB_INDEXES}
 */
record CachedView(
    Lookup<Namespace> namespaces,
    Lookup<ClusterModelTrustPolicy> policyStore,
    Lookup<ModelSignature> signatures,
    Lookup<ModelSigningJob> signingJobs,
    Lookup<PersistentVolumeClaim> claims,
    Lookup<PersistentVolume> volumes)
    implements ClusterView {

  private static final String BY_CLAIM = "claim";
  private static final String BY_JOB = "job";

  /** ModelSignatures by claim and by the UID of their measuring Job. */
  static final Map<String, Function<ModelSignature, List<String>>> SIGNATURE_INDEXES =
      Map.of(BY_CLAIM, keyed(CachedView::claimOf), BY_JOB, CachedView::jobsOf);

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
  public List<ModelSignature> signatures(String namespace, String claimName) {
    return signatures.by(BY_CLAIM, key(namespace, claimName));
  }

  @Override
  public Optional<VolumeIdentity> identity(String namespace, String claimName) {
    return claims
        .get(key(namespace, claimName))
        .flatMap(
            claim ->
                Optional.ofNullable(claim.getSpec().getVolumeName())
                    .flatMap(volumes::get)
                    .flatMap(volume -> VolumeIdentity.of(claim, volume)));
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
}
