// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** Selects pods by their namespace, never by a label that their authors could omit. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class PolicyMatch {
  @JsonPropertyDescription(
      """
      Selects namespaces by their labels. Labels of pods play no part, because their authors set
      them. An empty selector ({}) selects every namespace except the exempt ones: by default
      kube-system, kube-public and kube-node-lease, and always the operator's. Example:
      {matchLabels: {models: production}}.
      """)
  @Required
  public LabelSelector namespaceSelector;
}
