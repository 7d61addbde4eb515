// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.ModelSigningJobStatus;
import dev.modelsigning.api.v1alpha1.ModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.NodeVerdictStatus;
import dev.modelsigning.api.v1alpha1.PolicyVerdict;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.VerdictState;
import dev.modelsigning.gate.ClusterView.MeasuringJob;
import dev.modelsigning.testing.CustomResources;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Look-ups over stores that hold what the test puts there. */
final class CachedViewTest {
  private final FilledCache<Namespace> namespaces = new FilledCache<>(Map.of());
  private final FilledCache<ClusterModelTrustPolicy> policies = new FilledCache<>(Map.of());
  private final FilledCache<ModelTrustPolicy> namespaced =
      new FilledCache<>(CachedView.NAMESPACED_INDEXES);
  private final FilledCache<ModelSignature> signatures =
      new FilledCache<>(CachedView.SIGNATURE_INDEXES);
  private final FilledCache<ModelSigningJob> signingJobs =
      new FilledCache<>(CachedView.SIGNING_JOB_INDEXES);
  private final FilledCache<PersistentVolumeClaim> claims = new FilledCache<>(Map.of());
  private final FilledCache<PersistentVolume> volumes = new FilledCache<>(Map.of());
  private final CachedView view =
      new CachedView(namespaces, policies, namespaced, signatures, signingJobs, claims, volumes);

  private static ModelSignature signature(String namespace, String claim) {
    ModelSignature signature = FakeCluster.verified();
    signature.getMetadata().setNamespace(namespace);
    signature.getSpec().source.persistentVolumeClaim.claimName = claim;
    return signature;
  }

  private static MeasuringJob job(String uid) {
    return new MeasuringJob(uid, "", "");
  }

  private static MeasurementStatus measurement(String jobUid) {
    MeasurementStatus measurement = new MeasurementStatus();
    measurement.jobUid = jobUid;
    return measurement;
  }

  private static PersistentVolumeClaim claim(@Nullable String volume) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace("team-a")
        .withName("model")
        .withUid("claim-uid")
        .endMetadata()
        .withNewSpec()
        .withVolumeName(volume)
        .endSpec()
        .withNewStatus()
        .withPhase("Bound")
        .endStatus()
        .build();
  }

  private static PersistentVolume volume(String name) {
    return new PersistentVolumeBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid(name + "-uid")
        .endMetadata()
        .withNewSpec()
        .withNewNfs("/models", false, "server")
        .withNewClaimRef()
        .withUid("claim-uid")
        .endClaimRef()
        .endSpec()
        .build();
  }

  @Test
  void policiesOfANamespaceAreThoseInForceThere() {
    for (String name : List.of("a", "b", "c", "d", "e")) {
      namespaced.add(CustomResources.namespacedPolicy("team-a", name, "key"));
    }
    namespaced.add(CustomResources.namespacedPolicy("team-b", "other", "key"));
    assertThat(view.namespacedPolicies("team-a"))
        .extracting(policy -> policy.getMetadata().getName())
        .containsExactly("team-a/a", "team-a/b", "team-a/c", "team-a/d");
    assertThat(view.namespacedPolicies("team-c")).isEmpty();
    assertThat(view.policies()).isEmpty();
  }

  @Test
  void imagesAreFoundByDigestAndByRepositoryInTheirNamespaceAndVerifiedOnesInAll() {
    String digest = "sha256:" + "1".repeat(64);
    ModelSignature own = FakeCluster.verifiedImage("own", "r:5000/m:v1@" + digest, "/");
    ModelSignature foreign = FakeCluster.verifiedImage("foreign", "mirror/m@" + digest, "/");
    foreign.getMetadata().setNamespace("team-b");
    ModelSignature unknown = FakeCluster.verifiedImage("unknown", "mirror/m@" + digest, "/");
    unknown.getMetadata().setNamespace("team-b");
    unknown.getStatus().verdict = VerdictState.Unknown;
    List.of(own, foreign, unknown).forEach(signatures::add);

    assertThat(view.imageSignatures(FakeCluster.NAMESPACE, digest)).containsExactly(own);
    assertThat(view.imageSignatures("team-b", digest)).containsExactlyInAnyOrder(foreign, unknown);
    assertThat(view.verifiedImages(digest)).containsExactlyInAnyOrder(own, foreign);
    assertThat(view.repositorySignatures(FakeCluster.NAMESPACE, "r:5000/m")).containsExactly(own);
    assertThat(view.repositorySignatures(FakeCluster.NAMESPACE, "mirror/m")).isEmpty();
    assertThat(view.signatures(FakeCluster.NAMESPACE, FakeCluster.CLAIM)).isEmpty();
  }

  @Test
  void deniedImageIsKnownInAllNamespaces() {
    String digest = "sha256:" + "1".repeat(64);
    ModelSignature denied = FakeCluster.verifiedImage("denied", "mirror/m@" + digest, "/");
    denied.getStatus().verdict = VerdictState.Rejected;
    denied.getStatus().policies = List.of(new PolicyVerdict());
    denied.getStatus().policies.getFirst().reason = Reason.Denied.text();
    signatures.add(denied);

    assertThat(view.verifiedImages(digest)).containsExactly(denied);
  }

  /** The verdict over all platforms is that of the first one, which is rejected for less. */
  @Test
  void imageThatIsDeniedOnOneOfItsPlatformsIsKnownInAllNamespaces() {
    String digest = "sha256:" + "1".repeat(64);
    ModelSignature denied = FakeCluster.verifiedImage("denied", "mirror/m@" + digest, "/");
    denied.getStatus().verdict = VerdictState.Rejected;
    denied.getStatus().policies = List.of(new PolicyVerdict());
    denied.getStatus().policies.getFirst().reason = Reason.ContentMismatch.text();
    var entry = new NodeVerdictStatus();
    entry.name = "linux/arm64";
    entry.policies = List.of(new PolicyVerdict());
    entry.policies.getFirst().reason = Reason.Denied.text();
    denied.getStatus().nodes = List.of(new NodeVerdictStatus(), entry);
    signatures.add(denied);

    assertThat(view.verifiedImages(digest)).containsExactly(denied);
  }

  @Test
  void namespaceWithoutLabelsIsKnownAndHasNone() {
    namespaces.add(new NamespaceBuilder().withNewMetadata().withName("bare").endMetadata().build());
    namespaces.add(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("team-a")
            .addToLabels("models", "production")
            .endMetadata()
            .build());
    assertThat(view.namespaceLabels("bare")).contains(Map.of());
    assertThat(view.namespaceLabels("team-a")).contains(Map.of("models", "production"));
    assertThat(view.namespaceLabels("other")).isEmpty();
  }

  @Test
  void policiesAreThoseOfTheStore() {
    ClusterModelTrustPolicy policy = FakeCluster.policy("production", "uid");
    policies.add(policy);
    assertThat(view.policies()).containsExactly(policy);
  }

  @Test
  void signaturesAreFoundByClaimWithinTheNamespace() {
    ModelSignature ours = signature("team-a", "model");
    signatures.add(ours);
    signatures.add(signature("team-b", "model"));
    signatures.add(signature("team-a", "other"));
    assertThat(view.signatures("team-a", "model")).containsExactly(ours);
    assertThat(view.signatures("team-c", "model")).isEmpty();
  }

  @Test
  void signatureWithoutAClaimIsFoundByNone() {
    ModelSignature broken = signature("team-a", "model");
    broken.getSpec().source = null;
    signatures.add(broken);
    assertThat(view.signatures("team-a", "model")).isEmpty();
  }

  @Test
  void identityJoinsTheClaimWithItsVolume() {
    claims.add(claim("pv"));
    volumes.add(volume("other"));
    assertThat(view.identity("team-a", "model")).isEmpty();
    volumes.add(volume("pv"));
    assertThat(view.identity("team-a", "model")).map(VolumeIdentity::volumeUid).contains("pv-uid");
  }

  @Test
  void unboundOrMissingClaimHasNoIdentity() {
    volumes.add(volume("pv"));
    assertThat(view.identity("team-a", "model")).isEmpty();
    claims.add(claim(null));
    assertThat(view.identity("team-a", "model")).isEmpty();
  }

  @Test
  void measurementIsOneThatAStatusInTheNamespaceNames() {
    ModelSignature verifying = signature("team-a", "model");
    verifying.getStatus().measurement = measurement("verifying");
    signatures.add(verifying);
    ModelSigningJob job = new ModelSigningJob();
    job.setMetadata(new ObjectMetaBuilder().withNamespace("team-a").withName("j").build());
    job.setStatus(new ModelSigningJobStatus());
    job.getStatus().measurement = measurement("signing");
    signingJobs.add(job);
    assertThat(List.of("verifying", "signing"))
        .allSatisfy(uid -> assertThat(view.isMeasurement("team-a", job(uid))).isTrue());
    assertThat(view.isMeasurement("team-b", job("verifying"))).isFalse();
    assertThat(view.isMeasurement("team-a", job("unknown"))).isFalse();
  }

  @Test
  void measurementOfEachNodeIsNamedByTheStatusToo() {
    ModelSignature onNodes = signature("team-a", "model");
    NodeVerdictStatus first = new NodeVerdictStatus();
    first.measurement = measurement("on-a");
    NodeVerdictStatus second = new NodeVerdictStatus();
    second.measurement = measurement("on-b");
    onNodes.getStatus().nodes = List.of(first, new NodeVerdictStatus(), second);
    signatures.add(onNodes);
    assertThat(List.of("on-a", "on-b"))
        .allSatisfy(uid -> assertThat(view.isMeasurement("team-a", job(uid))).isTrue());
    assertThat(view.isMeasurement("team-a", job("unknown"))).isFalse();
  }
}
