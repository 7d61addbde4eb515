// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of operator and webhook, named as Prometheus shows them. Meters are made here only,
 * so that each has its labels and its help text.
 */
public enum Metric {
  /** Duration of admission decisions by outcome; its count is the number of decisions. */
  ADMISSION_DECISION_DURATION(
      "model_signature_admission_decision_duration_seconds",
      Kind.HISTOGRAM,
      List.of("decision", "operation"),
      "Duration of admission decisions, dry runs excluded; decision is allow, warn or deny, operation is create, update, bind or other."),
  /** The same decisions by the policies that judged. */
  POLICY_DECISION_DURATION(
      "model_signature_policy_decision_duration_seconds",
      Kind.HISTOGRAM,
      List.of("policy", "mode", "operation", "outcome"),
      "Duration of admission decisions, dry runs excluded, once for each policy that judged the pod;"
          + " outcome is what this policy finds, whatever its mode: admitted, exempted or refused."
          + " Policies of namespaces share the name ModelTrustPolicy."),
  /** Reviews of pods that were not decided because there was no room for them. */
  ADMISSION_TURNED_AWAY(
      "model_signature_admission_turned_away_total",
      Kind.COUNTER,
      List.of("cause"),
      "Reviews of pods that were not decided; cause is busy (the API server may ask again), size or time."),
  /** Pods admitted by an exemption of a policy. */
  EXEMPTIONS_USED(
      "model_signature_exemptions_used_total",
      Kind.COUNTER,
      List.of("exemption", "policy"),
      "Admissions, dry runs excluded, in which an exemption let through what was not verified; exemption and policy are their names."),
  /** Exemptions that end soon. */
  EXEMPTIONS_ENDING(
      "model_signature_exemptions_ending",
      Kind.GAUGE,
      List.of(),
      "Exemptions of all policies that end within seven days or have ended; the policies' condition ExemptionsCurrent names them."),
  /** Fetches of trusted roots. */
  TRUST_ROOT_REFRESHES(
      "model_signature_trust_root_refreshes_total",
      Kind.COUNTER,
      List.of("result", "root"),
      "Fetches of trusted roots from mirrors; result is success or failure, root the name of the ModelTrustRoot, or other beyond 64 of them."),
  /** Verdicts by what they are. */
  VERDICTS(
      "model_signature_verdicts_total",
      Kind.COUNTER,
      List.of("verdict"),
      "Changes of the verdict of a ModelSignature; verdict is Verified, Rejected or Unknown."),
  /** Measuring Jobs created for ModelSignatures. */
  MEASUREMENTS(
      "model_signature_measurements_total",
      Kind.COUNTER,
      List.of(),
      "Measuring Jobs created for ModelSignatures, apart from those that only compare metadata."),
  /** Verified models that were found to hold other content. */
  DRIFTS(
      "model_signature_drifts_total",
      Kind.COUNTER,
      List.of(),
      "Verified models in whose volume a later measurement found other content, which was Rejected."),
  /** ModelSigningJobs that ended, by state. */
  SIGNINGS(
      "model_signature_signings_total",
      Kind.COUNTER,
      List.of("state"),
      "ModelSigningJobs that ended; state is Succeeded or Failed."),
  /** Objects of which some fields could not be read. */
  UNREADABLE(
      "model_signature_unreadable_total",
      Kind.COUNTER,
      List.of("kind"),
      "Objects read without some of their fields, which this release cannot read; kind is their kind."),
  /** Whether the guard is in force. */
  GUARD_INSTALLED(
      "model_signature_guard_installed",
      Kind.GAUGE,
      List.of(),
      "1 while the admission policies that protect measurements are in force, 0 otherwise."),
  /** End of the webhook's serving certificate. */
  WEBHOOK_CERTIFICATE_EXPIRY(
      "model_signature_webhook_certificate_expiry_timestamp_seconds",
      Kind.GAUGE,
      List.of(),
      "Unix time at which the webhook's serving certificate expires; 0 while none is known that can be used."),

  // The current state: of these the elected operator alone has values, except where the help says
  // more.
  LEADER(
      "model_signature_leader",
      Kind.GAUGE,
      List.of(),
      "1 while this operator is the elected one, 0 otherwise; gauges of the current state come from it alone."),
  WEBHOOK_READY(
      "model_signature_webhook_ready",
      Kind.GAUGE,
      List.of(),
      "1 while the webhook's caches are filled and all of them follow the cluster, 0 otherwise."),
  STATE_TAKEN(
      "model_signature_state_timestamp_seconds",
      Kind.GAUGE,
      List.of(),
      "Unix time at which the operator last took the gauges of the current state, every 15 seconds."),
  MODELS(
      "model_signature_models",
      Kind.GAUGE,
      List.of("verdict", "policy", "mode"),
      "ModelSignatures, by the present verdict of each policy that covers them; verdict is Verified,"
          + " Rejected or Unknown. Policies of namespaces share the name ModelTrustPolicy."),
  RESOURCES(
      "model_signature_resources",
      Kind.GAUGE,
      List.of("verdict", "reason"),
      "ModelSignatures, each once, by their present verdict over all policies and its reason."),
  OLDEST_MEASUREMENT(
      "model_signature_oldest_measurement_timestamp_seconds",
      Kind.GAUGE,
      List.of(),
      "Unix time of the oldest measurement on which the verdict Verified of a ModelSignature rests; absent without one."),
  VERDICT_EXPIRY(
      "model_signature_verdict_expiry_timestamp_seconds",
      Kind.GAUGE,
      List.of("policy"),
      "Unix time at which the first verdict Verified of a policy ends because a certificate of the signer's chain expires; absent without one."),
  TRUST_EXPIRY(
      "model_signature_trust_expiry_timestamp_seconds",
      Kind.GAUGE,
      List.of("kind", "name"),
      "Unix time at which the first authority of a policy, or kind of key of a trusted root, has nothing left that is valid;"
          + " kind is ClusterModelTrustPolicy or ModelTrustRoot; absent without an end."),
  CLAIMS_UNDECLARED(
      "model_signature_claims_undeclared",
      Kind.GAUGE,
      List.of("policy", "mode"),
      "Claims in the namespaces of a policy of the cluster that no ModelSignature names and that are no scratch claims by their name."),
  POLICY_READY(
      "model_signature_policy_ready",
      Kind.GAUGE,
      List.of("policy", "mode"),
      "1 while the condition Ready of a policy of the cluster is True, 0 otherwise."),
  POLICY_IN_FORCE(
      "model_signature_policy_in_force",
      Kind.GAUGE,
      List.of("policy", "mode"),
      "1 while the condition InForce of a policy of the cluster is True, 0 otherwise."),
  POLICY_IMPACT(
      "model_signature_policy_impact_pods",
      Kind.GAUGE,
      List.of("policy", "mode"),
      "Running pods that a policy of the cluster would refuse in mode Enforce, by the last survey; absent before the first."),
  HEARTBEAT(
      "model_signature_heartbeat_timestamp_seconds",
      Kind.GAUGE,
      List.of(),
      "Unix time of the oldest among the operator's last signs of life for each policy of the cluster, as this process sees them; absent without policies."),
  POLICIES_STALE(
      "model_signature_policies_stale",
      Kind.GAUGE,
      List.of(),
      "Policies of the cluster that no verdict satisfies because the operator's sign of life is missing or older than staleAfter, as this process sees them."),
  ROOT_READY(
      "model_signature_root_ready",
      Kind.GAUGE,
      List.of("root"),
      "1 while the condition Ready of a ModelTrustRoot is True, 0 otherwise."),
  ROOT_REFRESH(
      "model_signature_root_refresh_timestamp_seconds",
      Kind.GAUGE,
      List.of("root"),
      "Unix time at which a ModelTrustRoot was last fetched; absent for one that is not fetched."),
  ROOT_REFRESH_FAILURES(
      "model_signature_root_refresh_failures",
      Kind.GAUGE,
      List.of("root"),
      "Fetches of a ModelTrustRoot that have failed since the last one that succeeded.");

  /**
   * What policies of namespaces are called together: tenants make them, so their names are not
   * labels.
   */
  public static final String NAMESPACED = "ModelTrustPolicy";

  private final String fullName;
  private final Kind kind;

  @SuppressWarnings("ImmutableEnumChecker") // every constant passes List.of, which is immutable
  private final List<String> labels;

  private final String help;

  Metric(String fullName, Kind kind, List<String> labels, String help) {
    this.fullName = fullName;
    this.kind = kind;
    this.labels = labels;
    this.help = help;
  }

  /** The name in Prometheus, with unit and suffix. */
  String fullName() {
    return fullName;
  }

  Kind kind() {
    return kind;
  }

  List<String> labels() {
    return labels;
  }

  String help() {
    return help;
  }

  /**
   * The counter with these label values, made on first use.
   *
   * @param labelValues in the order of the labels
   */
  public Counter counter(MeterRegistry registry, String... labelValues) {
    require(Kind.COUNTER);
    return Counter.builder(fullName).description(help).tags(tags(labelValues)).register(registry);
  }

  /**
   * The histogram with these label values, made on first use.
   *
   * @param labelValues in the order of the labels
   */
  public Timer histogram(MeterRegistry registry, String... labelValues) {
    require(Kind.HISTOGRAM);
    return Timer.builder(fullName)
        .description(help)
        .tags(tags(labelValues))
        .serviceLevelObjectives(kind.buckets())
        .register(registry);
  }

  /**
   * Registers the gauge, which reads its value from an object; the registry does not keep the
   * object alive. NaN stands for an absent value.
   */
  public <T> void gauge(MeterRegistry registry, T source, ToDoubleFunction<T> value) {
    require(Kind.GAUGE);
    Gauge.builder(fullName, source, value).description(help).register(registry);
  }

  /** A gauge whose series are replaced as a whole; without any until the first time. */
  public MultiGauge series(MeterRegistry registry) {
    require(Kind.GAUGE);
    return MultiGauge.builder(fullName).description(help).register(registry);
  }

  /**
   * One of the {@link #series}.
   *
   * @param labelValues in the order of the labels
   */
  public MultiGauge.Row<Number> row(double value, String... labelValues) {
    require(Kind.GAUGE);
    return MultiGauge.Row.of(Tags.of(tags(labelValues)), value);
  }

  private void require(Kind wanted) {
    if (kind != wanted) {
      throw new IllegalStateException(fullName + " is a " + kind + ", not a " + wanted);
    }
  }

  private List<Tag> tags(String... labelValues) {
    if (labelValues.length != labels.size()) {
      throw new IllegalArgumentException(
          "%s has the labels %s, but %d values are given"
              .formatted(fullName, labels, labelValues.length));
    }
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < labelValues.length; i++) {
      tags.add(Tag.of(labels.get(i), labelValues[i]));
    }
    return tags;
  }
}
