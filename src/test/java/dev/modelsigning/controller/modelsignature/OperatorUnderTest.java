// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.controller.CacheFingerprint;
import dev.modelsigning.controller.Recheck;
import dev.modelsigning.controller.census.StateGauges;
import dev.modelsigning.controller.discovery.DiscoveryReconciler;
import dev.modelsigning.controller.discovery.DiscoveryReports;
import dev.modelsigning.controller.drift.DriftWatch;
import dev.modelsigning.controller.evidence.EvidenceSweeper;
import dev.modelsigning.controller.exemption.ExemptionEnds;
import dev.modelsigning.controller.impact.ImpactWatch;
import dev.modelsigning.controller.lifecycle.Reconciliations;
import dev.modelsigning.controller.lifecycle.RestingScheduler;
import dev.modelsigning.controller.policy.NamespacedPolicyReconciler;
import dev.modelsigning.controller.policy.TrustPolicyReconciler;
import dev.modelsigning.controller.policy.TrustRootReconciler;
import dev.modelsigning.controller.publishing.TrustPublisher;
import dev.modelsigning.controller.referrer.ReferrerBundles;
import dev.modelsigning.controller.signing.ClusterModelSigningJobReconciler;
import dev.modelsigning.controller.signing.ModelSigningJobReconciler;
import dev.modelsigning.controller.signing.SigningBeans;
import dev.modelsigning.controller.storage.KnownStorage;
import dev.modelsigning.decoding.LenientResources;
import dev.modelsigning.measurement.Absence;
import dev.modelsigning.measurement.GuardState;
import dev.modelsigning.measurement.MeasurementRunner;
import dev.modelsigning.measurement.PodLogs;
import dev.modelsigning.measurement.RetryPolicy;
import dev.modelsigning.measurement.job.MeasurementJobs;
import dev.modelsigning.measurement.job.OwnImage;
import dev.modelsigning.registry.AllowedRegistries;
import dev.modelsigning.registry.Registries;
import dev.modelsigning.testing.ApiClients;
import dev.modelsigning.testing.Operators;
import dev.modelsigning.testing.SentRequests;
import dev.modelsigning.volume.ClaimWriters;
import dev.modelsigning.webhookscope.EntryPlanner;
import dev.modelsigning.webhookscope.NamespacedStandings;
import dev.modelsigning.webhookscope.Standings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operator's controllers in this JVM, against a real API server. */
public final class OperatorUnderTest implements AutoCloseable {
  private static final String IMAGE_DIGEST = "sha256:" + "ab".repeat(32);

  /** The image that measuring Jobs run, by digest. */
  public static final String IMAGE = "registry.example/oms@" + IMAGE_DIGEST;

  /** The system property with how late statuses follow edits of policies; without it, at once. */
  public static final String FOLLOW_SECONDS = FixedConfig.FOLLOW_SECONDS;

  /** One for all: it is what takes longest in a start. */
  private static final KubernetesSerialization SERIALIZATION = LenientResources.serialization();

  private final SentRequests requests = new SentRequests();
  private final KubernetesClient client;
  private final Operator operator;
  final EvidenceSweeper sweeper;
  private final DriftWatch drift;
  private final ImpactWatch impact;
  private final StateGauges gauges;

  /** Starts it with the rights of this configuration. */
  public OperatorUnderTest(Config kubernetes, String namespace, PodLogs logs, GuardState guard) {
    this(kubernetes, namespace, logs, guard, Clock.systemUTC());
  }

  /** Starts it with the rights of this configuration, at the time of this clock. */
  public OperatorUnderTest(
      Config kubernetes, String namespace, PodLogs logs, GuardState guard, Clock clock) {
    client = client(kubernetes);
    OmsConfig config = FixedConfig.of(namespace, IMAGE);
    var runner = runner(client, config, namespace, logs, guard, clock);
    var writers = new ClaimWriters(clock, Set.of());
    var meters = new SimpleMeterRegistry();
    var signature = new SignatureBeans();
    var store = signature.store(client, config);
    var storage = signature.storage();
    var fingerprint = signature.fingerprint();
    sweeper = signature.sweeper(client, store, fingerprint, config, clock);
    drift = new DriftWatch(config, client, clock);
    impact = new ImpactWatch(config, client, clock, fingerprint);
    gauges = new StateGauges(config, meters, clock);
    operator =
        Operators.started(
            () -> {
              var made =
                  new Operator(o -> o.withKubernetesClient(client).withCloseClientOnStop(false));
              made.register(
                  new ModelSignatureReconciler(
                      config,
                      clock,
                      writers,
                      signature.assessor(config, runner, store, guard, Absence.NONE, clock),
                      signature.events(client, clock, meters),
                      sweeper,
                      storage,
                      drift,
                      referrers(config, clock),
                      gauges,
                      fingerprint));
              registerPolicies(made, config, guard, clock, meters, fingerprint);
              registerSigning(made, config, runner, writers, storage, guard, clock, meters);
              RestingScheduler.keepThread(made);
              return made;
            });
    gauges.begin();
  }

  private void registerPolicies(
      Operator made,
      OmsConfig config,
      GuardState guard,
      Clock clock,
      SimpleMeterRegistry meters,
      CacheFingerprint fingerprint) {
    String namespace = config.namespace();
    var discoveries = new DiscoveryReports();
    made.register(new DiscoveryReconciler(config, client, discoveries, clock, fingerprint));
    made.register(
        new TrustPolicyReconciler(
            config,
            clock,
            new Standings(new EntryPlanner(namespace, Set.of(namespace))),
            impact,
            discoveries,
            new ExemptionEnds(meters),
            () -> made.getRuntimeInfo().allEventSourcesAreHealthy(),
            new TrustPublisher(client, config, guard)));
    made.register(
        new NamespacedPolicyReconciler(
            config,
            clock,
            new NamespacedStandings(Set.of(namespace)),
            () -> made.getRuntimeInfo().allEventSourcesAreHealthy()));
    made.register(new TrustRootReconciler(config, clock, meters));
  }

  private void registerSigning(
      Operator made,
      OmsConfig config,
      MeasurementRunner runner,
      ClaimWriters writers,
      KnownStorage storage,
      GuardState guard,
      Clock clock,
      SimpleMeterRegistry meters) {
    var signing = new SigningBeans();
    var events = signing.events(client, clock, meters);
    made.register(
        new ModelSigningJobReconciler(
            runner,
            signing.reader(client, config, writers, storage, guard, clock),
            signing.steps(client, runner, clock),
            events,
            clock));
    made.register(
        new ClusterModelSigningJobReconciler(
            client, signing.selection(client, config), events, clock));
  }

  private static MeasurementRunner runner(
      KubernetesClient client,
      OmsConfig config,
      String namespace,
      PodLogs logs,
      GuardState guard,
      Clock clock) {
    return new MeasurementRunner(
        new MeasurementJobs(client, clock),
        logs,
        guard,
        new OwnImage(
            client, namespace, Optional.empty(), config.measurement().image(), Optional.empty()),
        new MeasurementRunner.Settings(
            new RetryPolicy(config.measurement().retryInitial(), Duration.ofSeconds(5)),
            config.measurement().progressInterval()),
        clock,
        new SecureRandom());
  }

  /** Over the registries that a test has listed. */
  private static ReferrerBundles referrers(OmsConfig config, Clock clock) {
    return new ReferrerBundles(
        new Registries(
            AllowedRegistries.of(config.registries().allowed().orElse(Set.of())),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10)),
        new Recheck(config.measurement().recheckInterval()),
        clock);
  }

  /** Reads as the operator's process does, and is back as soon after an outage. */
  private KubernetesClient client(Config kubernetes) {
    return ApiClients.builder()
        .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("sent", requests))
        .withKubernetesSerialization(SERIALIZATION)
        .withConfig(new ConfigBuilder(kubernetes).withWatchReconnectInterval(200).build())
        .build();
  }

  /** What it asked the API server so far. */
  public List<String> requests() {
    return requests.soFar();
  }

  /** Deletes the stored evidence that no resource needs, as its schedule does. */
  public void sweepEvidence() {
    sweeper.sweep();
  }

  /** Looks at the drifted models, as its schedule does. */
  public void lookAtDrift() {
    drift.look();
  }

  @Override
  public void close() {
    drift.stop();
    impact.stop();
    gauges.end();
    Reconciliations.finish(operator);
    operator.stop();
    RestingScheduler.end(operator);
    client.close();
  }
}
