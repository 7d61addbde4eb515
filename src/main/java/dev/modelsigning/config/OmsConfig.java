// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/**
 * Configuration of operator and webhook: system properties {@code oms.…} or environment variables
 * {@code OMS_…}. A value that cannot be read refuses the start and names the property.
 */
@ConfigMapping(prefix = "oms")
public interface OmsConfig {
  /** Which of the two this process is; set by the image's entry point. */
  @WithDefault("operator")
  Role role();

  /** The namespace of operator and webhook, where signer Secrets and evidence lie. */
  @WithDefault("model-signature-system")
  String namespace();

  /** Name of this process' own pod: where the operator learns which image its Jobs must run. */
  Optional<String> podName();

  /** The measuring Jobs. */
  Measurement measurement();

  /** Leader election of the operator. */
  LeaderElection leaderElection();

  /** The webhook's certificates. */
  WebhookTls webhookTls();

  /** How long the webhook's certificates live; see the bounds of RotationPolicy. */
  interface WebhookTls {
    /** Validity of the authority; at least three times that of a certificate. */
    @WithDefault("P365D")
    Duration authorityLifetime();

    /** Validity of the serving certificate; replaced when a third is left. */
    @WithDefault("P90D")
    Duration certificateLifetime();

    /** How long a new authority is trusted before it signs. */
    @WithDefault("PT5M")
    Duration announcement();

    /**
     * How long a former authority stays trusted: longer than the kubelet takes to refresh a mounted
     * Secret plus the webhook's reload period.
     */
    @WithDefault("PT1H")
    Duration overlap();
  }

  /** How measuring Jobs run. */
  interface Measurement {
    /**
     * Image of the measuring Jobs, {@code repository@sha256:…}; absent: the image of the operator's
     * own pod. An image without a digest needs {@link #imageDigest()} as well.
     */
    Optional<String> image();

    /** The digest that the kubelet must report for the measuring container, {@code sha256:…}. */
    Optional<String> imageDigest();

    /** How often the progress of a running measurement is read from its log. */
    @WithDefault("PT5S")
    Duration progressInterval();

    /** First pause after a failed measurement; doubled by each further one. */
    @WithDefault("PT10S")
    Duration retryInitial();

    /** Longest pause between two measurements. */
    @WithDefault("PT10M")
    Duration retryMax();

    /** How often a bundle in a ConfigMap is read again, and a missing guard looked for. */
    @WithDefault("PT30S")
    Duration recheckInterval();

    /** How often evidence of resources that are gone is looked for and deleted. */
    @WithDefault("PT10M")
    Duration evidenceSweepInterval();
  }

  /** The Lease in the operator's own namespace. */
  interface LeaderElection {
    /** Name of the Lease. */
    @WithDefault("model-signature-operator")
    String leaseName();

    /** How long a dead leader is waited for. */
    @WithDefault("PT15S")
    Duration leaseDuration();

    /** How long a leader tries to renew before it gives up. */
    @WithDefault("PT10S")
    Duration renewDeadline();

    /** Pause between two tries. */
    @WithDefault("PT2S")
    Duration retryPeriod();
  }
}
