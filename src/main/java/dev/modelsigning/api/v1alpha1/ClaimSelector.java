// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** Claims by their labels, over namespaces by theirs. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class ClaimSelector {
  static final String NOT_EMPTY =
      "(has(self.matchLabels) && size(self.matchLabels) > 0)"
          + " || (has(self.matchExpressions) && size(self.matchExpressions) > 0)";

  @JsonPropertyDescription("Selects the namespaces; not empty.")
  @Required
  @ValidationRule(
      value = ClaimSelector.NOT_EMPTY,
      message =
          "an empty namespaceSelector would sign claims of every namespace: select by a label, for example kubernetes.io/metadata.name")
  public LabelSelector namespaceSelector;

  @JsonPropertyDescription("Selects the claims; not empty.")
  @Required
  @ValidationRule(
      value = ClaimSelector.NOT_EMPTY,
      message =
          "an empty claimSelector would sign every claim: select by a label that you put on the claims to sign")
  public LabelSelector claimSelector;
}
