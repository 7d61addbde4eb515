// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicy;
import dev.modelsigning.api.v1alpha1.ClusterModelTrustPolicySpec;
import dev.modelsigning.api.v1alpha1.MeasurementStatus;
import dev.modelsigning.api.v1alpha1.ModelSignature;
import dev.modelsigning.api.v1alpha1.ModelSource;
import dev.modelsigning.controller.policy.CompiledPolicy;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.KubernetesPodLogs;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.RetryPolicy;
import dev.modelsigning.measurement.Runs;
import dev.modelsigning.measurement.job.MeasurementJobs;
import dev.modelsigning.volume.VolumeIdentity;
import dev.modelsigning.volume.writers.PossibleWriter;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Facts about a ModelSignature as they should be; tests change one thing. */
final class Signatures {
  static final String POLICY = "release";
  static final VolumeIdentity IDENTITY = identity();

  private Signatures() {}

  static ModelSignature resource() {
    var signature = new ModelSignature();
    signature.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team-a")
            .withName("minilm")
            .withUid("owner-uid")
            .withGeneration(3L)
            .build());
    signature.getSpec().source = new ModelSource();
    signature.getSpec().source.persistentVolumeClaim = new ClaimSource();
    signature.getSpec().source.persistentVolumeClaim.claimName = "minilm";
    return signature;
  }

  static CompiledPolicy policy() {
    var policy = new ClusterModelTrustPolicy();
    policy.setMetadata(
        new ObjectMetaBuilder().withName(POLICY).withUid("policy-uid").withGeneration(7L).build());
    policy.setSpec(new ClusterModelTrustPolicySpec());
    return new CompiledPolicy.Usable(policy, List.of());
  }

  static SignatureFacts facts(ModelSignature resource, VolumeFinding volume, String... writers) {
    return facts(resource, volume, new BundleFinding.OnVolume("model.sig"), writers);
  }

  static SignatureFacts facts(
      ModelSignature resource, VolumeFinding volume, BundleFinding bundle, String... writers) {
    return new SignatureFacts(
        resource,
        volume,
        bundle,
        List.of(policy()),
        List.of(),
        List.of(),
        Stream.of(writers).map(Signatures::writer).toList(),
        since -> List.of(writers),
        Optional.empty(),
        List.of(),
        List.of());
  }

  private static PossibleWriter writer(String pod) {
    return new PossibleWriter(
        "team-a", pod, pod + "-uid", Duration.ofSeconds(30), Optional.empty());
  }

  static VolumeFinding bound() {
    return new VolumeFinding.Bound(IDENTITY, Optional.empty());
  }

  /** Facts that only a policy and further bundles are known of. */
  static SignatureFacts facts(
      VolumeFinding volume, CompiledPolicy policy, List<BundleFinding> additional) {
    SignatureFacts facts = facts(resource(), volume);
    return new SignatureFacts(
        facts.resource(),
        facts.volume(),
        facts.bundle(),
        List.of(policy),
        List.of(),
        List.of(),
        List.of(),
        since -> List.of(),
        Optional.empty(),
        List.of(),
        additional);
  }

  /** Measures nothing: a test that gets as far as a Job fails. */
  static MeasurementRunner runnerWithoutJobs(
      KubernetesClient client, GuardState guard, Duration pause, Clock clock) {
    return new MeasurementRunner(
        new MeasurementJobs(client, clock),
        new KubernetesPodLogs(client),
        guard,
        () -> {
          throw new AssertionError("no Job is created here");
        },
        new MeasurementRunner.Settings(new RetryPolicy(pause, pause), pause),
        clock,
        RandomGenerator.getDefault());
  }

  /** A run that is recorded on the basis of {@link #resource()} and its volume. */
  static MeasurementStatus run() {
    var run = new MeasurementStatus();
    run.jobName = Runs.RUN.jobName();
    run.nonce = Runs.RUN.nonce();
    run.generation = 3L;
    run.volumeIdentity = IDENTITY.value();
    run.startedAt = "2026-11-21T10:00:00Z";
    run.attempts = 0;
    return run;
  }

  private static VolumeIdentity identity() {
    var claim =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withNamespace("team-a")
            .withName("minilm")
            .withUid("claim-uid")
            .endMetadata()
            .withNewSpec()
            .withVolumeName("pv")
            .endSpec()
            .withNewStatus()
            .withPhase("Bound")
            .endStatus()
            .build();
    var volume =
        new PersistentVolumeBuilder()
            .withNewMetadata()
            .withName("pv")
            .withUid("pv-uid")
            .endMetadata()
            .withNewSpec()
            .withNewHostPath("/models", "Directory")
            .withNewClaimRef()
            .withNamespace("team-a")
            .withName("minilm")
            .withUid("claim-uid")
            .endClaimRef()
            .endSpec()
            .build();
    return VolumeIdentity.of(claim, volume).orElseThrow();
  }
}
