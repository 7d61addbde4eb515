// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** Selects claims by their labels in namespaces that are selected by theirs. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ClaimSelector {
  static final String NOT_EMPTY =
      "(has(self.matchLabels) && size(self.matchLabels) > 0)"
          + " || (has(self.matchExpressions) && size(self.matchExpressions) > 0)";

  @JsonPropertyDescription(
      """
      Selects namespaces by their labels. Must not be empty. Exempt namespaces are never selected:
      by default kube-system, kube-public and kube-node-lease, and always the operator's. Example:
      {matchLabels: {models: production}}.
      """)
  @Required
  @ValidationRule(
      value = ClaimSelector.NOT_EMPTY,
      message =
          "an empty namespaceSelector would sign claims in every namespace: select namespaces by a label, such as kubernetes.io/metadata.name")
  public LabelSelector namespaceSelector;

  @JsonPropertyDescription(
      """
      Selects claims by their labels, in the selected namespaces. Must not be empty. A claim's
      labels are set by whoever may edit its namespace, so select a label that only trusted people
      may set. Example: {matchLabels: {sign: "true"}}.
      """)
  @Required
  @ValidationRule(
      value = ClaimSelector.NOT_EMPTY,
      message =
          "an empty claimSelector would sign every claim: select claims by a label that you set on them, such as 'sign'")
  public LabelSelector claimSelector;
}
