// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.modelsignature;

import dev.modelsigning.config.OmsConfig;
import dev.modelsigning.config.Role;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** A configuration with short pauses. */
record FixedConfig(
    Role role,
    String namespace,
    Set<String> exemptNamespaces,
    Optional<String> podName,
    Duration statusesFollowAfter,
    WebhookTls webhookTls,
    Measurement measurement,
    Registries registries,
    Reports reports,
    LeaderElection leaderElection)
    implements OmsConfig {

  /** The system property with the one registry that operators of tests may call. */
  static final String REGISTRIES = "oms.registries.allowed";

  /** The system property with how late statuses follow edits of policies; without it, at once. */
  static final String FOLLOW_SECONDS = "test.follow.seconds";

  static FixedConfig of(String namespace, String image) {
    Duration pause = Duration.ofMillis(300);
    return new FixedConfig(
        Role.OPERATOR,
        namespace,
        Set.of("kube-system"),
        Optional.empty(),
        Duration.ofSeconds(Long.getLong(FOLLOW_SECONDS, 0)),
        new FixedTls(Duration.ofDays(365), Duration.ofDays(90), pause, Duration.ofHours(1)),
        new FixedMeasurement(
            Optional.of(image),
            Optional.empty(),
            Optional.empty(),
            pause,
            pause,
            Duration.ofSeconds(5),
            pause,
            Duration.ofHours(1)),
        new FixedRegistries(
            Optional.ofNullable(System.getProperty(REGISTRIES)).map(Set::of), Optional.empty()),
        () -> true,
        new FixedElection("lease", pause, pause, pause));
  }

  private record FixedMeasurement(
      Optional<String> image,
      Optional<String> imageDigest,
      Optional<Set<String>> imagePullSecrets,
      Duration progressInterval,
      Duration retryInitial,
      Duration retryMax,
      Duration recheckInterval,
      Duration evidenceSweepInterval)
      implements Measurement {}

  private record FixedRegistries(Optional<Set<String>> allowed, Optional<String> authorities)
      implements Registries {}

  private record FixedTls(
      Duration authorityLifetime,
      Duration certificateLifetime,
      Duration announcement,
      Duration overlap)
      implements WebhookTls {}

  private record FixedElection(
      String leaseName, Duration leaseDuration, Duration renewDeadline, Duration retryPeriod)
      implements LeaderElection {}
}
