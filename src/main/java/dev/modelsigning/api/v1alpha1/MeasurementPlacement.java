// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** On which nodes the measuring pod may run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class MeasurementPlacement {
  @JsonPropertyDescription(
      """
      Labels that the node must have, at most 16. The node that a volume is attached to, and the
      platform of an image, are demanded besides. Default: none. Example: {pool: storage}.
      """)
  public Map<String, String> nodeSelector;

  @JsonPropertyDescription(
      """
      Taints of nodes that the pod tolerates, at most 16. Default: none. Example: [{key:
      nvidia.com/gpu, operator: Exists, effect: NoSchedule}].
      """)
  @Size(max = 16)
  public List<NodeToleration> tolerations;
}
