// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.api.v1alpha1.ClaimSource;
import dev.modelsigning.api.v1alpha1.ModelSigningJob;
import dev.modelsigning.api.v1alpha1.Reason;
import dev.modelsigning.api.v1alpha1.SigningSource;
import dev.modelsigning.controller.modelsignature.VolumeFinding;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.KubernetesPodLogs;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.RetryPolicy;
import dev.modelsigning.measurement.job.MeasurementJobs;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.testing.TestPki;
import dev.modelsigning.volume.VolumeIdentity;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A signing job that nothing holds up; tests change one thing, and no API server is asked. */
abstract class SigningStepsScenario {
  static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant LATE = CREATED.plus(SigningPatience.LIMIT).plusSeconds(1);
  static final VolumeIdentity IDENTITY =
      new VolumeIdentity("sha256:aa", "claim uid", "pv", "pv uid");
  static final VolumeFinding UNBOUND = new VolumeFinding.Nothing(Reason.ClaimNotBound, "unbound");

  final ModelSigningJob job = job();
  private KubernetesClient unconnected;
  SignerLookup signer;
  VolumeFinding volume = bound();
  Optional<String> claimUid = Optional.of("claim uid");
  Optional<String> guardMissing = Optional.empty();
  List<String> writers = List.of();

  @BeforeEach
  void grantSigner() throws Exception {
    unconnected = new KubernetesClientBuilder().withConfig(Config.empty()).build();
    var key = TestPki.ecKey();
    signer =
        new SignerLookup.Granted(
            new Signer(
                KeySigner.ofPem(TestPki.pkcs8Pem(key), Optional.empty()),
                KeyHint.of(key.getPublic())));
  }

  @AfterEach
  void close() {
    unconnected.close();
  }

  /** What the job says now is what it is decided by later. */
  void store(Instant now) throws Exception {
    var status = SigningStatus.of(job, advance(now), now);
    status.pinned = job.getStatus() == null ? null : job.getStatus().pinned;
    job.setStatus(status);
  }

  void assertWaits(Instant now, Reason reason) throws Exception {
    assertThat(advance(now)).isInstanceOf(SigningOutcome.Waiting.class);
    assertThat(((SigningOutcome.Waiting) advance(now)).reason()).isEqualTo(reason);
  }

  void assertFails(Instant now, Reason reason) throws Exception {
    assertThat(advance(now)).isInstanceOf(SigningOutcome.Failed.class);
    assertThat(((SigningOutcome.Failed) advance(now)).reason()).isEqualTo(reason);
  }

  SigningOutcome advance(Instant now) throws Exception {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    var runner =
        new MeasurementRunner(
            new MeasurementJobs(unconnected, Clock.systemUTC()),
            new KubernetesPodLogs(unconnected),
            new NoGuard(),
            () -> {
              throw new AssertionError("nothing is measured here");
            },
            new MeasurementRunner.Settings(
                new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1)),
                Duration.ofSeconds(1)),
            clock,
            RandomGenerator.getDefault());
    var steps =
        new SigningSteps(
            runner,
            (facts, output, bundle) -> {
              throw new AssertionError("nothing is written here");
            },
            clock);
    return steps.advance(
        new SigningFacts(
            job,
            signer,
            Optional.empty(),
            Mandate.of(job),
            claimUid,
            volume,
            guardMissing,
            List.of(),
            List.of(),
            writers,
            since -> List.of(),
            Optional.empty()));
  }

  private record NoGuard() implements GuardState {
    @Override
    public boolean installed() {
      return false;
    }

    @Override
    public boolean installedSince(Instant start) {
      return false;
    }

    @Override
    public String missing() {
      return "no guard in this test";
    }
  }

  private static ModelSigningJob job() {
    var job = new ModelSigningJob();
    job.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team")
            .withName("sign")
            .withUid("uid")
            .withGeneration(1L)
            .withCreationTimestamp(CREATED.toString())
            .build());
    job.getSpec().source = new SigningSource();
    job.getSpec().source.persistentVolumeClaim = new ClaimSource();
    job.getSpec().source.persistentVolumeClaim.claimName = "minilm";
    return job;
  }

  static VolumeFinding bound() {
    return new VolumeFinding.Bound(IDENTITY, Optional.empty());
  }
}
