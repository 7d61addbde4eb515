// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
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
      Kind.TIMER,
      List.of("decision"),
      "Duration of admission decisions, dry runs excluded; decision is allow, warn or deny."),
  /** Reviews that were not decided because there was no room for them. */
  ADMISSION_TURNED_AWAY(
      "model_signature_admission_turned_away_total",
      Kind.COUNTER,
      List.of("cause"),
      "Reviews that were not decided; cause is busy (the API server may ask again), size or time."),
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
  /** When trusted roots were fetched. */
  TRUST_ROOT_LAST_REFRESH(
      "model_signature_trust_root_last_refresh_timestamp_seconds",
      Kind.GAUGE,
      List.of("root"),
      "When the trusted root that counts was fetched from its mirror, in seconds since 1970; root as above. Not a number before the first fetch."),
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
      "Unix time at which the webhook's serving certificate expires; 0 until it is known.");

  /** How Prometheus reads a metric. */
  enum Kind {
    /** Only rises. */
    COUNTER("counter"),
    /** Rises and falls. */
    GAUGE("gauge"),
    /** Count and sum of durations; the longest of the last minutes is a separate gauge. */
    TIMER("summary");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /** The type that the exposition format names. */
    String type() {
      return type;
    }
  }

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
   * The timer with these label values, made on first use.
   *
   * @param labelValues in the order of the labels
   */
  public Timer timer(MeterRegistry registry, String... labelValues) {
    require(Kind.TIMER);
    return Timer.builder(fullName).description(help).tags(tags(labelValues)).register(registry);
  }

  /**
   * Registers the gauge, which reads its value from an object; the registry does not keep the
   * object alive.
   *
   * @param labelValues in the order of the labels
   */
  public <T> void gauge(
      MeterRegistry registry, T source, ToDoubleFunction<T> value, String... labelValues) {
    require(Kind.GAUGE);
    Gauge.builder(fullName, source, value)
        .description(help)
        .tags(tags(labelValues))
        .register(registry);
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
