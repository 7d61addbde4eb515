// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.config.ExemptNamespaces;
import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.controller.storage.KnownStorage;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.volume.ClaimWriters;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires the collaborators of the signing reconcilers; tests wire them here too. */
@Dependent
public class SigningBeans {
  /** Collects what a signing job is decided by. */
  @Produces
  @Singleton
  public SigningReader reader(
      KubernetesClient client,
      OmsConfig config,
      ClaimWriters writers,
      KnownStorage storage,
      GuardState guard,
      Clock clock) {
    return new SigningReader(client, config.namespace(), writers, storage, guard, clock);
  }

  /** Carries out the steps of a signing job, and writes its bundle into a ModelSignature. */
  @Produces
  @Singleton
  public SigningSteps steps(KubernetesClient client, MeasurementRunner runner, Clock clock) {
    return new SigningSteps(runner, new InlineSignatureWriter(client), clock);
  }

  /** Announces how signing jobs stand. */
  @Produces
  @Singleton
  public SigningEvents events(KubernetesClient client, Clock clock, MeterRegistry meters) {
    return new SigningEvents(new ResourceEvents(client, clock), meters);
  }

  /** Selects the claims of a ClusterModelSigningJob. */
  @Produces
  @Singleton
  public TargetSelection selection(KubernetesClient client, OmsConfig config) {
    return new TargetSelection(new LiveClaims(client), ExemptNamespaces.of(config));
  }
}
