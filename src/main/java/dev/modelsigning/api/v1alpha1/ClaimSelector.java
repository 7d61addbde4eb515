// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/** Selects claims by name or labels, in namespaces that are selected by their labels. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.claimNames) != has(self.claimSelector)",
    message =
        "selector must have exactly one of claimNames, claimSelector: list the names, such as claimNames: [minilm], or select by labels")
@ValidationRule(
    value =
        "!has(self.claimSelector) || (has(self.trustClaimLabels) && self.trustClaimLabels == true)",
    message =
        "claimSelector signs whatever the owners of the selected namespaces label: list claimNames instead, or consent with trustClaimLabels: true")
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
      Names of the claims to sign, in each of the selected namespaces; where a namespace has no
      claim of a name, nothing is signed for it. 1 to 1000 names. Set either this or claimSelector.
      Example: ["minilm", "llama-3-8b"].
      """)
  @Size(min = 1, max = 1000)
  @ValidationRule(
      value = "self.all(n, n.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$'))",
      message =
          "must be names of claims, such as 'llama-3-8b': lowercase letters, digits, '-' and '.', starting and ending with a letter or a digit")
  public List<@Size(max = CelRules.NAME_LENGTH) String> claimNames;

  @JsonPropertyDescription(
      """
      Selects claims by their labels, in the selected namespaces. Must not be empty, and needs
      trustClaimLabels: true. Example: {matchLabels: {sign: "true"}}.
      """)
  @ValidationRule(
      value = ClaimSelector.NOT_EMPTY,
      message =
          "an empty claimSelector would sign every claim: select claims by a label that you set on them, such as 'sign'")
  public LabelSelector claimSelector;

  @JsonPropertyDescription(
      """
      The consent that claimSelector needs: whoever may edit a selected namespace can label a claim
      and so have it signed. Set it only if that is what you want, or if something else decides who
      may set the label. Default: false.
      """)
  public Boolean trustClaimLabels;
}
