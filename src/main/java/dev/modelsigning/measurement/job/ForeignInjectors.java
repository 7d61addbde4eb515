// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.measurement.job;

import java.util.Map;

/**
 * Labels and annotations with which a pod asks the injectors of common platforms to leave it alone:
 * a measuring pod uses no network, and what is mounted into its container or set in its environment
 * makes its result unbelievable. Data only; an injector that knows none of them is judged by {@code
 * PodComparison}.
 */
final class ForeignInjectors {
  /** Istio, Kuma, Datadog and Azure Workload Identity look at labels. */
  static final Map<String, String> LABELS =
      Map.of(
          "sidecar.istio.io/inject", "false",
          "kuma.io/sidecar-injection", "disabled",
          "admission.datadoghq.com/enabled", "false",
          "azure.workload.identity/use", "false");

  /**
   * Older Istio, Linkerd, Consul, Vault, OpenTelemetry, Dynatrace and the roles of AWS look at
   * annotations.
   */
  static final Map<String, String> ANNOTATIONS =
      Map.of(
          "sidecar.istio.io/inject", "false",
          "linkerd.io/inject", "disabled",
          "consul.hashicorp.com/connect-inject", "false",
          "vault.hashicorp.com/agent-inject", "false",
          "instrumentation.opentelemetry.io/inject-java", "false",
          "oneagent.dynatrace.com/inject", "false",
          "dynatrace.com/inject", "false",
          "eks.amazonaws.com/skip-containers", JobTemplate.CONTAINER);

  private ForeignInjectors() {}
}
