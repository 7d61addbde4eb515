// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.policy.TrustPolicyReconciler;
import dev.modelsigning.controller.signing.ClusterModelSigningJobReconciler;
import dev.modelsigning.controller.signing.ModelSigningJobReconciler;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.PodLogs;
import dev.modelsigning.measurement.RetryPolicy;
import dev.modelsigning.measurement.job.MeasurementJobs;
import dev.modelsigning.measurement.job.OwnImage;
import dev.modelsigning.volume.ClaimWriters;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The operator's controllers in this JVM, against a real API server. */
public final class OperatorUnderTest implements AutoCloseable {
  private static final String IMAGE_DIGEST = "sha256:" + "ab".repeat(32);

  /** The image that measuring Jobs run, by digest. */
  public static final String IMAGE = "registry.example/oms@" + IMAGE_DIGEST;

  private final KubernetesClient client;
  private final Operator operator;
  private final ModelSignatureReconciler signatures;

  /** Starts it with the rights of this configuration. */
  public OperatorUnderTest(Config kubernetes, String namespace, PodLogs logs, GuardState guard) {
    client = new KubernetesClientBuilder().withConfig(kubernetes).build();
    OmsConfig config = FixedConfig.of(namespace, IMAGE);
    Clock clock = Clock.systemUTC();
    var runner =
        new MeasurementRunner(
            new MeasurementJobs(client),
            logs,
            guard,
            new OwnImage(
                client,
                namespace,
                Optional.empty(),
                config.measurement().image(),
                Optional.empty()),
            new MeasurementRunner.Settings(
                new RetryPolicy(config.measurement().retryInitial(), Duration.ofSeconds(5)),
                config.measurement().progressInterval()),
            clock,
            new SecureRandom());
    var writers = new ClaimWriters(clock);
    var meters = new SimpleMeterRegistry();
    signatures =
        new ModelSignatureReconciler(config, client, runner, writers, guard, clock, meters);
    operator = new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(false));
    operator.register(signatures);
    operator.register(new TrustPolicyReconciler(config, clock));
    operator.register(
        new ModelSigningJobReconciler(config, client, runner, writers, guard, clock, meters));
    operator.register(new ClusterModelSigningJobReconciler(config, client, clock));
    operator.start();
  }

  /** Deletes the stored evidence that no resource needs, as its schedule does. */
  public void sweepEvidence() {
    signatures.sweepEvidence();
  }

  @Override
  public void close() {
    operator.stop();
    client.close();
  }
}
