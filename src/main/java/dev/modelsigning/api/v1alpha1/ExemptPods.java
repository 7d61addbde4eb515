// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/** Pods of some namespaces: exactly one of podSelector and namePrefix is set. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.podSelector) != has(self.namePrefix)",
    message =
        "pods of an exemption must have exactly one of podSelector and namePrefix, such as {namePrefix: evaluation-}")
public final class ExemptPods {
  @JsonPropertyDescription(
      """
      The namespaces of the pods, by name. 1 to 16 names of 1 to 63 characters. Example: [team-a].
      """)
  @Required
  @Size(min = 1, max = 16)
  @ValidationRule(
      value = "self.all(n, n.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$'))",
      message =
          "namespaces must be whole names of namespaces, such as 'team-a', without wildcards: list each")
  public List<@Size(min = 1, max = 63) String> namespaces;

  @JsonPropertyDescription(
      """
      Selects pods by their labels. It has to want something: an empty selector is refused.
      Example: {matchLabels: {task: evaluation}}.
      """)
  @ValidationRule(
      value =
          "(has(self.matchLabels) && size(self.matchLabels) > 0) || (has(self.matchExpressions) && size(self.matchExpressions) > 0)",
      message =
          "podSelector must want a label, such as {matchLabels: {task: evaluation}}: an empty one would exempt every pod of the namespaces")
  public LabelSelector podSelector;

  @JsonPropertyDescription(
      """
      How the names of the pods begin; of a pod with generateName, that counts. 1 to 253
      characters. Example: evaluation-.
      """)
  @Size(min = 1, max = CelRules.NAME_LENGTH)
  @ValidationRule(
      value = "self.matches('^[a-z0-9][-a-z0-9.]*$')",
      message =
          "must be the beginning of a pod's name, such as 'evaluation-', without wildcards: lowercase letters, digits, '-' and '.'")
  public String namePrefix;
}
