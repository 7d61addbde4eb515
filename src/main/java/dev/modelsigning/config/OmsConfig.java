// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Configuration of operator and webhook: system properties {@code oms.…} or environment variables
 * {@code OMS_…}. A value that cannot be read stops the start with a message that names the
 * property.
 */
@ConfigMapping(prefix = "oms")
public interface OmsConfig {
  @Meaning("What this process does: `operator` or `webhook`. The entry point of the image sets it.")
  @WithDefault("operator")
  Role role();

  @Meaning(
      "The namespace of operator and webhook, which holds the signer Secrets and the evidence.")
  @WithDefault("model-signature-system")
  String namespace();

  @Meaning(
      "Namespaces that no policy covers and no ClusterModelSigningJob selects, separated by commas."
          + " `kube-system` and the operator's own namespace are always exempt. Set it through the"
          + " chart's `exemptNamespaces`, which gives operator, webhook and webhook configuration"
          + " the same list.")
  @WithDefault("kube-system,kube-node-lease,kube-public")
  Set<String> exemptNamespaces();

  @Meaning(
      "Name of this process's own pod, from which the operator learns the image of its Jobs."
          + " Needed unless `oms.measurement.image` is set.")
  Optional<String> podName();

  @Meaning(
      "How long after an edit of a policy the statuses of ModelSignatures follow that it only made"
          + " read differently: an edit of the mode or of requirements, an authority that was"
          + " removed. The edit itself holds with the next pod and writes none of them. In a cluster"
          + " with up to 50 ModelSignatures they follow after five seconds, or earlier if this is"
          + " less.")
  @WithDefault("PT10M")
  Duration statusesFollowAfter();

  /** The measuring Jobs. */
  Measurement measurement();

  /** The registries that the operator reads bundles from. */
  Registries registries();

  /** Verdicts as reports of the OpenReports API. */
  Reports reports();

  /** Leader election of the operator. */
  LeaderElection leaderElection();

  /** The certificates of the webhook. */
  WebhookTls webhookTls();

  /** Lifetimes of the webhook's certificates; RotationPolicy checks their bounds. */
  interface WebhookTls {
    @Meaning(
        "Validity of the webhook's certificate authority; at least three times"
            + " `oms.webhook-tls.certificate-lifetime`.")
    @WithDefault("P365D")
    Duration authorityLifetime();

    @Meaning(
        "Validity of the serving certificate; at least `PT1H`. It is replaced when a third is"
            + " left.")
    @WithDefault("P90D")
    Duration certificateLifetime();

    @Meaning(
        "How long a new authority is in the caBundle before it signs; at least `PT10S`, shorter"
            + " than `oms.webhook-tls.certificate-lifetime`.")
    @WithDefault("PT5M")
    Duration announcement();

    @Meaning(
        "How long a previous authority stays in the caBundle; at least `PT10M`, shorter than"
            + " `oms.webhook-tls.certificate-lifetime`. It has to exceed the kubelet's refresh of a"
            + " mounted Secret plus the webhook's reload period.")
    @WithDefault("PT1H")
    Duration overlap();
  }

  /** How measuring Jobs run. */
  interface Measurement {
    @Meaning(
        "Image of the measuring Jobs, `repository@sha256:…`; the image of the operator's own pod"
            + " when unset. An image without a digest needs `oms.measurement.image-digest` too.")
    Optional<String> image();

    @Meaning("The digest that the kubelet has to report for the measuring container, `sha256:…`.")
    Optional<String> imageDigest();

    @Meaning(
        "Names of Secrets with which the image of the measuring Jobs is pulled, separated by"
            + " commas. They have to exist in the namespaces of the models; a name that does not is"
            + " ignored by the kubelet. Set it through the chart's `measurement.imagePullSecrets`."
            + " None when unset.")
    Optional<Set<String>> imagePullSecrets();

    @Meaning("How often the progress of a running measurement is read from its log.")
    @WithDefault("PT5S")
    Duration progressInterval();

    @Meaning("Delay before the first retry of a failed measurement; it doubles with each retry.")
    @WithDefault("PT10S")
    Duration retryInitial();

    @Meaning("Longest delay between two measurements of the same source.")
    @WithDefault("PT10M")
    Duration retryMax();

    @Meaning(
        "How often a missing guard is checked again, and how soon a bundle in a ConfigMap is read"
            + " again; that pause grows to 20 times this while nothing changes.")
    @WithDefault("PT30S")
    Duration recheckInterval();

    @Meaning("How often stored evidence of deleted resources is looked for and removed.")
    @WithDefault("PT10M")
    Duration evidenceSweepInterval();
  }

  /** Bundles that are attached to images (ociReferrer). */
  interface Registries {
    @Meaning(
        "Registries from which the operator may read bundles (`signature.ociReferrer`), separated"
            + " by commas: hosts as in references of images, with their port if they have one, such"
            + " as `registry.example.com:5000`; with `http://` before it for one without TLS;"
            + " `docker.io` for Docker Hub. None when unset. Whoever writes a ModelSignature"
            + " chooses the host that is called, so list those that hold models and no others; a"
            + " host inside of the cluster to which a registry redirects has to be listed too.")
    Optional<Set<String>> allowed();

    @Meaning(
        "File with TLS authorities (PEM) that the operator trusts for these registries besides"
            + " those of its Java platform.")
    Optional<String> authorities();
  }

  /** Reports of kind Report in group openreports.io. */
  interface Reports {
    @Meaning(
        "Whether the operator writes a Report (openreports.io/v1alpha1) in each namespace with"
            + " verdicts, where the cluster has that API. Set it through the chart's"
            + " `reports.enabled`.")
    @WithDefault("false")
    boolean enabled();
  }

  /** The Lease in the operator's own namespace. */
  interface LeaderElection {
    @Meaning("Name of the Lease.")
    @WithDefault("model-signature-operator")
    String leaseName();

    @Meaning("How long the other replicas wait for a leader that stopped renewing.")
    @WithDefault("PT15S")
    Duration leaseDuration();

    @Meaning("How long the leader tries to renew the Lease before it gives up.")
    @WithDefault("PT10S")
    Duration renewDeadline();

    @Meaning("Delay between two attempts to acquire or renew the Lease.")
    @WithDefault("PT2S")
    Duration retryPeriod();
  }
}
