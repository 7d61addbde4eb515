// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.CacheFingerprint;
import dev.modelsigning.controller.ResourceEvents;
import dev.modelsigning.controller.evidence.EvidenceStore;
import dev.modelsigning.controller.evidence.EvidenceSweeper;
import dev.modelsigning.controller.evidence.Turns;
import dev.modelsigning.controller.storage.KnownStorage;
import dev.modelsigning.measurement.Absence;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.verification.ModelVerifier;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires the collaborators of the {@link ModelSignatureReconciler}; tests wire them here too. */
@Dependent
public class SignatureBeans {
  @Produces
  @Singleton
  EvidenceStore store(KubernetesClient client, OmsConfig config) {
    return new EvidenceStore(client, config.namespace());
  }

  @Produces
  @Singleton
  EvidenceSweeper sweeper(
      KubernetesClient client,
      EvidenceStore store,
      CacheFingerprint fingerprint,
      OmsConfig config,
      Clock clock) {
    return new EvidenceSweeper(client, store, fingerprint, config.namespace(), clock);
  }

  /** Filled by the reconciler; whoever lists by the clock asks it. */
  @Produces
  @Singleton
  CacheFingerprint fingerprint() {
    return new CacheFingerprint();
  }

  /** Filled by the reconciler; signing jobs ask it too. */
  @Produces
  @Singleton
  KnownStorage storage() {
    return new KnownStorage();
  }

  @Produces
  @Singleton
  VerdictEvents events(KubernetesClient client, Clock clock, MeterRegistry meters) {
    return new VerdictEvents(new ResourceEvents(client, clock), meters);
  }

  @Produces
  @Singleton
  SignatureAssessor assessor(
      OmsConfig config,
      MeasurementRunner runner,
      EvidenceStore store,
      GuardState guard,
      Absence absence,
      Clock clock) {
    var recheck = config.measurement().recheckInterval();
    var evaluation = new JointEvaluation(new PolicyEvaluation(new ModelVerifier(clock)), clock);
    var turns = new Turns();
    var judge = new EvidenceJudge(store, evaluation, turns, config.measurement().retryMax(), clock);
    return new SignatureAssessor(
        new SignatureMeasurement(runner, evaluation, judge, turns),
        judge,
        new GuardWatch(guard, recheck, clock),
        absence,
        recheck,
        clock);
  }
}
