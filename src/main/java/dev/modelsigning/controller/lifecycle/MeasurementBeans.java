package dev.modelsigning.controller.lifecycle;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.measurement.ClaimWriters;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.KubernetesPodLogs;
import dev.modelsigning.measurement.MeasurementJobs;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.OwnImage;
import dev.modelsigning.measurement.PodLogs;
import dev.modelsigning.measurement.RetryPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** Makes the measuring part, which knows no container, into beans. */
@Dependent
public class MeasurementBeans {
  /** Logs as the API server serves them; tests bring their own. */
  @Produces
  @Singleton
  @DefaultBean
  PodLogs podLogs(KubernetesClient client) {
    return new KubernetesPodLogs(client);
  }

  /**
   * One memory of who wrote to which claim; the pod events of the ModelSignatures' part feed it.
   */
  @Produces
  @Singleton
  ClaimWriters writers(Clock clock) {
    return new ClaimWriters(clock);
  }

  /** One runner for all kinds of owners. */
  @Produces
  @Singleton
  MeasurementRunner runner(
      OmsConfig config, KubernetesClient client, PodLogs logs, GuardState guard, Clock clock) {
    var measurement = config.measurement();
    return new MeasurementRunner(
        new MeasurementJobs(client),
        logs,
        guard,
        new OwnImage(
            client,
            config.namespace(),
            config.podName(),
            measurement.image(),
            measurement.imageDigest()),
        new MeasurementRunner.Settings(
            new RetryPolicy(measurement.retryInitial(), measurement.retryMax()),
            measurement.progressInterval()),
        clock,
        new SecureRandom());
  }
}
