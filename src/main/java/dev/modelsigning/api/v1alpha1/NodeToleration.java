// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A taint of nodes that the measuring pod tolerates, as in a pod. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.operator) || self.operator != 'Exists' || !has(self.value)",
    message = "a toleration with operator Exists takes no value: remove the value")
@ValidationRule(
    value = "has(self.key) || (has(self.operator) && self.operator == 'Exists')",
    message = "a toleration without a key tolerates every taint: set key, or operator Exists")
public final class NodeToleration {
  @JsonPropertyDescription(
      """
      Key of the taint, at most 317 characters. Absent: every key; operator is Exists then. Example:
      nvidia.com/gpu.
      """)
  @Size(min = 1, max = 317)
  public String key;

  @JsonPropertyDescription(
      """
      Equal: the value of the taint is the same. Exists: it may have any value. Default: Equal.
      Example: Exists.
      """)
  @Default("Equal")
  public TolerationOperator operator;

  @JsonPropertyDescription(
      """
      Value of the taint, at most 63 characters. Default: empty. Example: present.
      """)
  @Size(max = 63)
  public String value;

  @JsonPropertyDescription(
      """
      Effect of the taint: NoSchedule, PreferNoSchedule or NoExecute. Default: every effect. Example:
      NoSchedule.
      """)
  public TaintEffect effect;
}
