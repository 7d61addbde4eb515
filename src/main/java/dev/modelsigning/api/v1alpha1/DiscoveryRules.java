// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** Which claims get a ModelSignature without anybody writing one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class DiscoveryRules {
  @JsonPropertyDescription(
      """
      Selects claims by their labels, in the namespaces that the policy selects. Must not be empty.
      Whoever may edit a namespace labels its claims: what follows is a measurement within the
      namespace's share, and no trust in what is measured. Example: {matchLabels: {holds: model}}.
      """)
  @Required
  @ValidationRule(
      value = ClaimSelector.NOT_EMPTY,
      message =
          "an empty claimSelector would have every claim measured: select claims by a label that you set on them, such as 'holds'")
  public LabelSelector claimSelector;

  @JsonPropertyDescription(
      """
      How the Jobs of the ModelSignatures run: the spec.verification that each of them is made with,
      and which its namespace may change afterwards. Default: the defaults of a ModelSignature.
      Example: {runAsUser: 1000, interval: 24h}.
      """)
  public VerificationOptions verification;
}
