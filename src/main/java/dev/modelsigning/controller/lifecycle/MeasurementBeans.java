// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.lifecycle;

import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.guard.GuardCheck;
import dev.modelsigning.measurement.Absence;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.KubernetesPodLogs;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.PodLogs;
import dev.modelsigning.measurement.RetryPolicy;
import dev.modelsigning.measurement.job.MeasurementJobs;
import dev.modelsigning.measurement.job.OwnImage;
import dev.modelsigning.volume.ClaimWriters;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Set;

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
  ClaimWriters writers(Clock clock, OmsConfig config) {
    return new ClaimWriters(clock, ExemptNamespaces.of(config).names());
  }

  /** The Lease says when an operator last ran; it is read before this process takes it. */
  @Produces
  @Singleton
  Absence absence(KubernetesClient client, OmsConfig config, Clock clock) {
    Lease lease =
        client
            .leases()
            .inNamespace(config.namespace())
            .withName(config.leaderElection().leaseName())
            .get();
    ZonedDateTime renewed =
        lease == null || lease.getSpec() == null ? null : lease.getSpec().getRenewTime();
    return Absence.before(clock.instant(), renewed == null ? null : renewed.toInstant());
  }

  /** The guard, as measurements ask for it: they know nothing of admission policies. */
  @Produces
  @Singleton
  GuardState guardState(GuardCheck check) {
    return new GuardState() {
      @Override
      public boolean installed() {
        return check.installed();
      }

      @Override
      public boolean installedSince(Instant start) {
        return check.installedSince(start);
      }

      @Override
      public String missing() {
        return check.missing();
      }
    };
  }

  /** One runner for all kinds of owners. */
  @Produces
  @Singleton
  MeasurementRunner runner(
      OmsConfig config, KubernetesClient client, PodLogs logs, GuardState guard, Clock clock) {
    var measurement = config.measurement();
    return new MeasurementRunner(
        new MeasurementJobs(client, clock),
        logs,
        guard,
        new OwnImage(
            client,
            config.namespace(),
            config.podName(),
            measurement.image(),
            measurement.imageDigest(),
            measurement.imagePullSecrets().orElse(Set.of()).stream().sorted().toList()),
        new MeasurementRunner.Settings(
            new RetryPolicy(measurement.retryInitial(), measurement.retryMax()),
            measurement.progressInterval()),
        clock,
        new SecureRandom());
  }
}
