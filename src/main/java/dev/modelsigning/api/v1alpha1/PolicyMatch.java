// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** Selects pods by their namespace, never by a label their author could leave off. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PolicyMatch {
  @JsonPropertyDescription(
      """
      Selects namespaces by their labels. Labels of pods play no part, because their authors set
      them. An empty selector ({}) selects every namespace except the excluded ones: kube-system,
      kube-public, kube-node-lease and the operator's namespace. Example: {matchLabels: {models:
      production}}.
      """)
  @Required
  public LabelSelector namespaceSelector;
}
